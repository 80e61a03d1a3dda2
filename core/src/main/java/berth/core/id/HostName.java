package berth.core.id;

import java.util.Locale;
import java.util.regex.Pattern;

/// A host name or an IPv4 address, without scheme and port, folded to lower case. At most 253
/// characters.
public record HostName(String value) {
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
                            + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*");

    public HostName {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a host name: " + value);
        }
        // After the check: some letters beyond ASCII fold into it.
        value = value.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
