package berth.endpoint.service;

import berth.core.allocation.HubReport;
import berth.core.allocation.LatencyEntry;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubLink;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hubs as operators' operations touch them: what is known of them, and identities that are enabled
/// again. Outside hubs refuse their link.
final class FakeHubs implements HubsView, HubRegistry {
    /// What was enabled, as `device generation`.
    final List<String> enabled = new ArrayList<>();

    HubAnswer answer = new HubAnswer.Done(false);

    @Override
    public boolean embedded(HubHostName hub) {
        return hub.value().startsWith("hub-");
    }

    @Override
    public HubReport report(LinkedHub hub) {
        return switch (hub.link()) {
            case HubLink.Embedded _ -> HubReport.IN_PROCESS;
            case HubLink.Azure _ ->
                    new HubReport(
                            HubReport.Condition.UNAUTHORIZED,
                            "the hub refused the policy",
                            TestHouse.START,
                            new LatencyEntry(
                                    Duration.ofNanos(12_345_678),
                                    Duration.ofSeconds(40),
                                    7,
                                    true,
                                    "connection refused",
                                    Duration.ofMinutes(3)));
        };
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enable) {
        if (!enable) {
            throw new UnsupportedOperationException("the work queue disables");
        }
        enabled.add(deviceId + " " + marker.generation());
        return answer;
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        throw devicesOnly();
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        throw devicesOnly();
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        throw devicesOnly();
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        throw devicesOnly();
    }

    private static UnsupportedOperationException devicesOnly() {
        return new UnsupportedOperationException("no operation of an operator's");
    }
}
