package berth.hub.live;

import berth.core.hub.HubError;

/// What became of something a client or an application asked.
public sealed interface Outcome {
    Outcome DONE = new Done();

    record Done() implements Outcome {}

    /// `message` is safe for whoever asked.
    record Refused(HubError error, String message) implements Outcome {}
}
