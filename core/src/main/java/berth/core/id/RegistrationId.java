package berth.core.id;

import java.util.Locale;
import java.util.regex.Pattern;

/// The name under which a device registers, unique within one ID scope.
///
/// Case-insensitive on the wire; folded to lower case here, once, and compared as text after that.
/// At most 128 characters: letters, digits, `-` `.` `_` `:`, the last one alphanumeric or `-`.
/// Whoever needs the device's own spelling (key derivation, default device ID) keeps it beside.
///
/// Source: Microsoft Learn, "IoT Hub Device Provisioning Service concepts", Registration ID.
public record RegistrationId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._:-]{0,127}[A-Za-z0-9-]");

    public RegistrationId {
        // Before folding: some letters beyond ASCII fold into it.
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a registration ID: " + value);
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
