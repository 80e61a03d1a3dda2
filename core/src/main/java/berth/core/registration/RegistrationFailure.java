package berth.core.registration;

import berth.core.error.ServiceError;

/// Why a registration failed: what the device reads in `errorCode` and `errorMessage`.
public record RegistrationFailure(ServiceError error, String message) {}
