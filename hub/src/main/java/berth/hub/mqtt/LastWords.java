package berth.hub.mqtt;

import berth.core.hub.message.DeviceMessage;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What is to be said if a client is lost: its will, unless the hub has sent it away for good. For
/// any number of threads.
final class LastWords {
    private final @Nullable DeviceMessage will;
    private volatile boolean unwanted;

    /// @param will null if it has none
    LastWords(@Nullable DeviceMessage will) {
        this.will = will;
    }

    /// Nobody wants to hear them: the device may say nothing any more.
    void refuse() {
        unwanted = true;
    }

    Optional<DeviceMessage> message() {
        return unwanted ? Optional.empty() : Optional.ofNullable(will);
    }
}
