package berth.wire.json;

/// How much JSON we are willing to read. What exceeds a limit is refused like any other malformed
/// text; the length of the whole text is the caller's business.
///
/// @param depthMax arrays and objects within one another; 32 means 32 open brackets
/// @param stringBytesMax of one string or name, in UTF-8
/// @param numberDigitsMax of one number, before and after the point together
/// @param membersMax of one object
///
///   Source: reliability, section 10.
public record JsonLimits(int depthMax, int stringBytesMax, int numberDigitsMax, int membersMax) {
    public static final JsonLimits DEFAULT = new JsonLimits(32, 96 * 1024, 40, 1_000);

    /// Reading is recursive, so the depth is bounded by the stack of a virtual thread.
    private static final int DEPTH_CEILING = 200;

    public JsonLimits {
        if (depthMax < 1 || depthMax > DEPTH_CEILING) {
            throw new IllegalArgumentException("depthMax is 1 to " + DEPTH_CEILING);
        }
        if (stringBytesMax < 1 || numberDigitsMax < 1 || membersMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }
}
