package berth.hub.mqtt;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubError;
import berth.core.hub.message.DeviceMessage;
import berth.hub.live.DeviceSession;
import berth.hub.live.Outcome;

import java.time.Duration;
import java.util.List;

/// Telemetry on its way into the log: while there is no room for it, the client waits. Blocks.
final class TelemetryDesk {
    private final List<Duration> pauses;
    private final Pause pause;

    /// @param pauses before each repetition; after the last one it is given up
    TelemetryDesk(List<Duration> pauses, Pause pause) {
        this.pauses = List.copyOf(pauses);
        this.pause = pause;
    }

    /// What became of messages of one client.
    ///
    /// @param stored so many from the first
    /// @param reason why not all, for the log; empty if all
    record Stored(int stored, String reason) {}

    Stored store(DeviceSession session, List<DeviceMessage> messages) {
        return switch (patiently(session, messages)) {
            case Outcome.Done _ -> new Stored(messages.size(), "");
            case Outcome.Refused(HubError error, String message) ->
                    messages.size() == 1 || error == HubError.SERVER_BUSY
                            ? new Stored(0, message)
                            : oneByOne(session, messages);
        };
    }

    /// One of them is refused: those before it are not.
    private Stored oneByOne(DeviceSession session, List<DeviceMessage> messages) {
        int stored = 0;
        for (var message : messages) {
            if (patiently(session, List.of(message)) instanceof Outcome.Refused(_, String reason)) {
                return new Stored(stored, reason);
            }
            stored++;
        }
        return new Stored(stored, "");
    }

    private Outcome patiently(DeviceSession session, List<DeviceMessage> messages) {
        Outcome outcome = once(session, messages);
        for (var time : pauses) {
            if (!(outcome instanceof Outcome.Refused(HubError error, _))
                    || error != HubError.SERVER_BUSY
                    || !waited(time)) {
                return outcome;
            }
            outcome = once(session, messages);
        }
        return outcome;
    }

    private static Outcome once(DeviceSession session, List<DeviceMessage> messages) {
        try {
            return session.telemetry(messages);
        } catch (StoreUnavailable e) {
            return new Outcome.Refused(HubError.SERVER_BUSY, String.valueOf(e.getMessage()));
        }
    }

    private boolean waited(Duration time) {
        try {
            pause.of(time);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
