package berth.core.id;

import java.util.Locale;
import java.util.regex.Pattern;

/// The ID scope of one provisioning service instance: the tenant a device names when it calls.
///
/// Compared without case by folding to the generated form once, here. Instances of ours are `0ne`
/// and eight upper-case hexadecimal digits; any short alphanumeric text is accepted as a name.
///
/// Source: dps-device-protocol, section 5.1.
public record IdScope(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[0-9A-Za-z]{1,32}");

    public IdScope {
        // Before folding: some letters beyond ASCII fold into it.
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not an ID scope: " + value);
        }
        value = fold(value);
    }

    private static String fold(String value) {
        if (value.length() == 11 && value.charAt(0) == '0') {
            return value.substring(0, 3).toLowerCase(Locale.ROOT)
                    + value.substring(3).toUpperCase(Locale.ROOT);
        }
        return value.toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
