package berth.core.registration;

import berth.core.error.Refusal;
import berth.core.id.ByteString;
import berth.core.id.OperationId;

/// What became of a request to register.
public sealed interface RegisterOutcome {
    /// The request is durable and will be worked on; the device polls.
    record Assigning(OperationId operationId) implements RegisterOutcome {}

    /// TPM only: the device is to come back with a token signed by the key inside `blob`.
    record Challenge(ByteString blob) implements RegisterOutcome {}

    /// Nothing was written except to the audit trail.
    record Refused(Refusal refusal) implements RegisterOutcome {}
}
