package berth.core.hub.role;

import java.util.regex.Pattern;

/// Names of properties at the top of a twin's section: a name in which `*` stands for any number of
/// characters. Case-sensitive, as the names are. At most 128 characters.
public record KeyPattern(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[^\\p{Cntrl}.$ #]{1,128}");

    public static final KeyPattern ANY = new KeyPattern("*");

    public KeyPattern {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a pattern has 1 to 128 characters, none of them a control character or one of"
                            + " . $ # and blank");
        }
    }

    /// Linear in the two lengths' product at worst: nobody's pattern makes this slow.
    public boolean matches(String key) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < key.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < text.length() && text.charAt(at) == key.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
