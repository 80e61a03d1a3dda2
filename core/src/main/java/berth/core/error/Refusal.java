package berth.core.error;

/// A refusal with its two texts: what the caller may read and what only the log and the audit trail
/// may.
///
/// @param error the number
/// @param shown safe for the caller
/// @param reason the precise reason, for operators
public record Refusal(ServiceError error, String shown, String reason) {
    /// The caller sees the error's own text; the operator sees `reason`.
    public static Refusal of(ServiceError error, String reason) {
        return new Refusal(error, error.message(), reason);
    }

    /// Caller and operator see the same text.
    public static Refusal explained(ServiceError error, String explanation) {
        return new Refusal(error, error.message() + ": " + explanation, explanation);
    }
}
