package berth.endpoint.device.https;

import berth.core.error.ServiceError;

import java.util.Arrays;
import java.util.Optional;

/// What the listener's own refusals are called in an error document. Some statuses belong to HTTP
/// alone and have no place among the house's errors; their code is the status and no detail.
final class ListenerRefusal {
    private ListenerRefusal() {}

    static int errorCode(int status) {
        return known(status).map(ServiceError::code).orElse(status * 1000);
    }

    static String message(int status) {
        return known(status)
                .map(ServiceError::message)
                .orElseGet(
                        () ->
                                switch (status) {
                                    case 414 -> "Request target too long";
                                    case 417 -> "Expectation failed";
                                    case 431 -> "Request header fields too large";
                                    default -> "Request refused";
                                });
    }

    /// The first of its status: the others say more than the listener knows.
    private static Optional<ServiceError> known(int status) {
        return Arrays.stream(ServiceError.values())
                .filter(error -> error.httpStatus() == status)
                .findFirst();
    }
}
