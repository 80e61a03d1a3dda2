package berth.core.registration;

import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.TwinSection;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A hub that keeps who wrote its identities and obeys the markers, and that does not answer when a
/// test wants it so.
final class MarkedHub implements HubRegistry {
    static final HubAnswer UNKNOWN = new HubAnswer.Unknown("torn", false, Duration.ZERO);
    private static final HubAnswer DONE = new HubAnswer.Done(false);

    /// @param created whether the operation of the marker made it
    record Marked(HubMarker marker, boolean created, boolean enabled) {}

    private final Map<DeviceId, Marked> identities = new HashMap<>();
    private final List<DeviceOrder> orders = new ArrayList<>();
    private final List<DeviceRemoval> removals = new ArrayList<>();
    private final Deque<HubAnswer> answers = new ArrayDeque<>();
    private boolean replyIsLost;
    private @Nullable Runnable beforeAnswer;

    /// The next call comes to this, and to nothing else.
    void answerNext(HubAnswer answer) {
        answers.add(answer);
    }

    /// The next call is carried out, and nobody hears of it.
    void loseNextReply() {
        replyIsLost = true;
    }

    /// What happens elsewhere while the next call is under way.
    void duringNextCall(Runnable event) {
        beforeAnswer = event;
    }

    /// A write from long ago arrives, at a moment when nothing is there to stop it.
    void arrivesLate(DeviceId device, HubMarker marker) {
        identities.putIfAbsent(device, new Marked(marker, true, true));
    }

    List<DeviceOrder> orders() {
        return orders;
    }

    List<DeviceRemoval> removals() {
        return removals;
    }

    @Nullable Marked identity(DeviceId device) {
        return identities.get(device);
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        orders.add(order);
        return answer(() -> carryOut(order));
    }

    private HubAnswer carryOut(DeviceOrder order) {
        var there = identities.get(order.deviceId());
        var marker = order.marker();
        if (there == null) {
            identities.put(order.deviceId(), new Marked(marker, true, true));
            return new HubAnswer.Done(true);
        }
        if (there.marker().newerThan(marker)) {
            return new HubAnswer.Superseded(there.marker());
        }
        if (there.marker().equals(marker)) {
            return new HubAnswer.Done(there.created());
        }
        identities.put(order.deviceId(), new Marked(marker, false, there.enabled()));
        return DONE;
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        removals.add(removal);
        return answer(() -> carryOut(removal));
    }

    private HubAnswer carryOut(DeviceRemoval removal) {
        var there = identities.get(removal.deviceId());
        if (there == null) {
            return DONE;
        }
        if (there.marker().newerThan(removal.marker())) {
            return new HubAnswer.Superseded(there.marker());
        }
        boolean reached =
                switch (removal.extent()) {
                    case UP_TO_MARKER -> true;
                    case CREATED_BY_MARKER ->
                            there.created() && there.marker().equals(removal.marker());
                };
        if (reached) {
            identities.remove(removal.deviceId());
        }
        return DONE;
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
        return answer(
                () -> {
                    var there = identities.get(deviceId);
                    if (there != null && there.marker().newerThan(marker)) {
                        return new HubAnswer.Superseded(there.marker());
                    }
                    if (there != null) {
                        identities.put(deviceId, new Marked(marker, false, enabled));
                    }
                    return DONE;
                });
    }

    private HubAnswer answer(Supplier<HubAnswer> call) {
        var event = beforeAnswer;
        if (event != null) {
            beforeAnswer = null;
            event.run();
        }
        if (!answers.isEmpty()) {
            return answers.pop();
        }
        var answer = call.get();
        if (replyIsLost) {
            replyIsLost = false;
            return UNKNOWN;
        }
        return answer;
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        throw new UnsupportedOperationException("an operation does not look for identities");
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        var section = new TwinSection(JsonObject.EMPTY, JsonObject.EMPTY, 1);
        return Optional.ofNullable(identities.get(deviceId))
                .map(_ -> new DeviceTwin(JsonObject.EMPTY, section, section, new ETag("twin"), 1));
    }
}
