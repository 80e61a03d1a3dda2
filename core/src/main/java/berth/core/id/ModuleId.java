package berth.core.id;

import java.util.regex.Pattern;

/// The name of a module of a device. The alphabet and length of a [DeviceId]. Source:
/// iot-hub-protocol, section 0.
public record ModuleId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9:.+%_#*?!(),=@;$'-]{1,128}");

    public ModuleId {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a module ID: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
