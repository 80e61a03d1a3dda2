package berth.endpoint.service;

import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.RegistrationId;

import java.util.Optional;
import java.util.function.Function;

/// IDs as they come from paths and documents: possibly none.
final class Ids {
    /// Completes "Invalid ID: ...".
    static final String RULE =
            "1 to 128 letters, digits, '-', '.', '_' or ':', the last one a letter, a digit or '-'";

    private Ids() {}

    static Optional<RegistrationId> registration(String text) {
        return id(text, RegistrationId::new);
    }

    static Optional<EnrollmentGroupId> group(String text) {
        return id(text, EnrollmentGroupId::new);
    }

    static Optional<HubHostName> hub(String text) {
        return id(text, HubHostName::new);
    }

    private static <K> Optional<K> id(String text, Function<String, K> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException _) {
            // The rule says more than the value's own complaint, and does not repeat the value.
            return Optional.empty();
        }
    }
}
