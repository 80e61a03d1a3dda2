package berth.server;

import berth.core.hub.role.BuiltInRoles;
import berth.core.hub.role.RoleName;
import berth.hub.live.LiveLimits;
import berth.hub.live.Throttles;
import berth.hub.telemetry.TelemetrySettings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// How the embedded hubs work.
///
/// @param unassignedRole the role of devices that nobody gave one
/// @param authorities who may vouch for devices of type `certificateAuthority`
/// @param eventsKept events are kept for so long even if nobody subscribes to them
/// @param sessionsKept what a device listens to is remembered for so long after it left. Source:
///   iot-hub-protocol, section 13
/// @param kafka where telemetry goes besides the log; null for nowhere
public record HubOptions(
        RoleName unassignedRole,
        LiveLimits limits,
        TelemetrySettings telemetry,
        List<X509Certificate> authorities,
        Duration eventsKept,
        Duration sessionsKept,
        @Nullable Kafka kafka) {
    public static final HubOptions DEFAULTS =
            new HubOptions(
                    BuiltInRoles.STANDARD.name(),
                    LiveLimits.DEFAULTS,
                    TelemetrySettings.DEFAULTS,
                    List.of(),
                    Duration.ofDays(1),
                    Duration.ofDays(2),
                    null);

    public HubOptions {
        authorities = List.copyOf(authorities);
    }

    /// @param settings the client's properties, as Kafka names them; may hold secrets
    /// @param topic of the telemetry; its events name a topic each
    public record Kafka(Path settings, String topic) {}

    public HubOptions withUnassignedRole(RoleName role) {
        return new HubOptions(
                role, limits, telemetry, authorities, eventsKept, sessionsKept, kafka);
    }

    /// @param age null for the usual
    /// @param bytes of each hub; null for the usual
    public HubOptions withTelemetryKept(@Nullable Duration age, @Nullable Long bytes) {
        var others =
                new TelemetrySettings(
                        telemetry.partitions(),
                        age == null ? telemetry.age() : age,
                        bytes == null ? telemetry.bytesMax() : bytes);
        return new HubOptions(
                unassignedRole, limits, others, authorities, eventsKept, sessionsKept, kafka);
    }

    public HubOptions withAuthorities(List<X509Certificate> others) {
        return new HubOptions(
                unassignedRole, limits, telemetry, others, eventsKept, sessionsKept, kafka);
    }

    public HubOptions withKafka(@Nullable Kafka other) {
        return new HubOptions(
                unassignedRole, limits, telemetry, authorities, eventsKept, sessionsKept, other);
    }

    public HubOptions withLimits(LiveLimits others) {
        return new HubOptions(
                unassignedRole, others, telemetry, authorities, eventsKept, sessionsKept, kafka);
    }

    /// As one unit of S1 in the original.
    public HubOptions throttledAsAzure() {
        return withLimits(limits.with(Throttles.AZURE_S1));
    }
}
