package berth.core.hub.role;

import java.util.regex.Pattern;

/// The name of a role: 1 to 64 characters, lower-case letters, digits and `-`, beginning with a
/// letter.
public record RoleName(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    public RoleName {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a role's name has 1 to 64 characters a-z, 0-9 and -, a letter first");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
