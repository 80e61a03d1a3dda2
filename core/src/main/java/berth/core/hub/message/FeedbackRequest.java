package berth.core.hub.message;

import java.util.Locale;
import java.util.Optional;

/// Which feedback a sender wants: `iothub-ack`.
public enum FeedbackRequest {
    NONE,
    /// Only of success.
    POSITIVE,
    /// Only of failure.
    NEGATIVE,
    FULL;

    /// By the word in `iothub-ack`, without case; empty if it is none.
    public static Optional<FeedbackRequest> of(String word) {
        for (var one : values()) {
            if (one.spelling().equalsIgnoreCase(word)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean wants(Feedback.Status status) {
        return switch (this) {
            case NONE -> false;
            case POSITIVE -> status == Feedback.Status.SUCCESS;
            case NEGATIVE -> status != Feedback.Status.SUCCESS;
            case FULL -> true;
        };
    }
}
