package berth.testkit.hub;

import berth.core.hub.HubError;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// What a scripted hub does to one request instead of answering it.
public sealed interface HubFault {
    /// Says no, in the hub's own words.
    record Refuse(HubError error) implements HubFault {}

    /// Says 429.
    ///
    /// @param retryAfter seconds, or null to leave the header out
    record Throttle(@Nullable Integer retryAfter) implements HubFault {}

    /// Answers with this status and a page that no hub would write, as a gateway does.
    record Gateway(int status) implements HubFault {}

    /// Carries the request out and breaks the connection off in the middle of the reply.
    record TearReply() implements HubFault {}

    /// Carries the request out and breaks the connection off before the reply.
    record LoseReply() implements HubFault {}

    /// Breaks the connection off; the request is carried out when the test says so.
    record ApplyLate() implements HubFault {}

    /// Says nothing until the hub is closed, and carries nothing out.
    record Hang() implements HubFault {}

    /// Carries the request out and replies with more than anybody should read.
    record Flood() implements HubFault {}

    /// Somebody else is faster: `change` happens before the request is carried out as usual.
    record Overtake(Consumer<HubDevices> change) implements HubFault {}

    /// Creates the identity of a bulk request, and warns that its twin could not be written.
    record LeaveTwinOut() implements HubFault {}
}
