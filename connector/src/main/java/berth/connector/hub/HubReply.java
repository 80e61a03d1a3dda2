package berth.connector.hub;

import berth.core.hub.HubAnswer;

/// What a hub made of a [HubCall].
sealed interface HubReply {
    /// To a read of the identity.
    record Identity(StoredIdentity identity) implements HubReply {}

    /// To a read of the twin.
    record Twin(StoredTwin twin) implements HubReply {}

    /// A write is in effect.
    record Written() implements HubReply {}

    /// The identity was created, its twin not written.
    record WrittenWithoutTwin() implements HubReply {}

    /// Nothing to create: there is such a device.
    record Exists() implements HubReply {}

    /// There is no such device.
    record Missing() implements HubReply {}

    /// The etag is not the current one, or there is nothing that could have it.
    record Stale() implements HubReply {}

    /// No reply to the question: the order ends with this answer.
    record Stopped(HubAnswer answer) implements HubReply {}
}
