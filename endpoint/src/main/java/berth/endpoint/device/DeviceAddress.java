package berth.endpoint.device;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.nio.charset.StandardCharsets;

/// Whom a request is about: `{scope}/registrations/{registration ID}`, on every protocol.
///
/// @param spelling the registration ID as the device spelled it
public record DeviceAddress(IdScope scope, RegistrationId registrationId, String spelling) {
    /// What reading an address came to.
    public sealed interface Parsed {
        /// The names are well-formed; whether anybody has them is another question.
        record Address(DeviceAddress address) implements Parsed {}

        /// The names cannot be anybody's.
        record Refused(Refusal refusal) implements Parsed {}
    }

    /// Reads both names, already percent-decoded. A bad ID scope is refused with the words of an
    /// unknown one, so that scopes cannot be probed; a bad registration ID whatever the scope.
    public static Parsed parse(String scope, String registrationId) {
        if (!isRegistrationId(registrationId)) {
            return new Parsed.Refused(
                    Refusal.explained(
                            ServiceError.INVALID_ARGUMENT,
                            "the registration ID has 1 to 128 letters, digits, '-', '.', '_' or"
                                    + " ':', the last one a letter, digit or '-'"));
        }
        if (!isScope(scope)) {
            return new Parsed.Refused(
                    Refusal.of(ServiceError.UNAUTHORIZED, "this cannot be an ID scope"));
        }
        return new Parsed.Address(
                new DeviceAddress(
                        new IdScope(scope), new RegistrationId(registrationId), registrationId));
    }

    private static boolean isRegistrationId(String text) {
        try {
            return isAscii(text) && !new RegistrationId(text).value().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isScope(String text) {
        try {
            return isAscii(text) && !new IdScope(text).value().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Folding the case of other alphabets can end in an ASCII letter.
    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
