package berth.core.id;

import java.util.regex.Pattern;

/// The name of a device in a hub. Case-sensitive, 1 to 128 characters of ASCII letters, digits and
/// `- : . + % _ # * ? ! ( ) , = @ ; $ '`. Source: dps-device-protocol, section 5.1.
public record DeviceId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9:.+%_#*?!(),=@;$'-]{1,128}");

    public DeviceId {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a device ID: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
