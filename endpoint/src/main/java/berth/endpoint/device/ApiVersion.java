package berth.endpoint.device;

import java.util.Optional;
import java.util.regex.Pattern;

/// The version of the contract a device speaks: a date, perhaps with `-preview`. Any date will do,
/// because the contract has only grown; what depends on the version is decided further in.
///
/// Source: dps-device-protocol, section 0.2.
public record ApiVersion(String value) {
    /// Before the constants, which are checked by it.
    private static final Pattern SYNTAX = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");

    /// What a device is taken to speak that does not say, on protocols where it need not.
    public static final ApiVersion DEFAULT = new ApiVersion("2019-03-31");

    public ApiVersion {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not an api-version: " + value);
        }
    }

    /// The version if `text` has the form of one.
    public static Optional<ApiVersion> parse(String text) {
        return SYNTAX.matcher(text).matches()
                ? Optional.of(new ApiVersion(text))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
