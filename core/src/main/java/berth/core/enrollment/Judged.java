package berth.core.enrollment;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;

/// Part of a draft after judgement.
sealed interface Judged<T> {
    record Good<T>(T value) implements Judged<T> {}

    record Bad<T>(Refusal refusal) implements Judged<T> {}

    static <T> Judged<T> good(T value) {
        return new Good<>(value);
    }

    static <T> Judged<T> bad(ServiceError error, String explanation) {
        return new Bad<>(Refusal.explained(error, explanation));
    }
}
