package berth.core.registration.simulation;

import berth.core.registration.Registration;

import org.jspecify.annotations.Nullable;

/// A registration as it was read, and what stood in its hub at that very moment.
record Sighting(Registration registration, @Nullable HeldDevice device) {}
