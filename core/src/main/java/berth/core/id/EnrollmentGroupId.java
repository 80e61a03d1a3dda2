package berth.core.id;

import java.util.Locale;
import java.util.regex.Pattern;

/// The name of an enrollment group, unique within one ID scope. Same rule and folding as a
/// [RegistrationId]. Source: dps-service-api, section 2.2.
public record EnrollmentGroupId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._:-]{0,127}[A-Za-z0-9-]");

    public EnrollmentGroupId {
        // Before folding: some letters beyond ASCII fold into it.
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not an enrollment group ID: " + value);
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
