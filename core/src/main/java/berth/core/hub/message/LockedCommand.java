package berth.core.hub.message;

import java.util.UUID;

/// A cloud-to-device message on its way to the device.
public record LockedCommand(UUID lock, CommandMessage command) {}
