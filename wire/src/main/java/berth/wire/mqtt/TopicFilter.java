package berth.wire.mqtt;

/// Which topics a filter means. Source: MQTT 3.1.1, section 4.7.
///
/// ```text
/// a/+/c    any one level, an empty one too
/// a/#      everything below, and `a` itself; the last level only
/// ```
///
/// A wildcard at the beginning does not mean topics that begin with `$`.
public final class TopicFilter {
    private TopicFilter() {}

    /// Whether a message to this topic is meant by the filter. A filter whose wildcards are not
    /// levels of their own means only itself, and so nothing that can be sent.
    public static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
            return false;
        }
        int at = 0;
        int from = 0;
        while (true) {
            int filterEnd = end(filter, at);
            if (isLevel(filter, at, filterEnd, '#')) {
                return filterEnd == filter.length();
            }
            int topicEnd = end(topic, from);
            if (!isLevel(filter, at, filterEnd, '+')
                    && !sameLevel(filter, at, filterEnd, topic, from, topicEnd)) {
                return false;
            }
            if (topicEnd == topic.length()) {
                return filterEnd == filter.length() || filter.substring(filterEnd).equals("/#");
            }
            if (filterEnd == filter.length()) {
                return false;
            }
            at = filterEnd + 1;
            from = topicEnd + 1;
        }
    }

    private static int end(String text, int from) {
        int slash = text.indexOf('/', from);
        return slash < 0 ? text.length() : slash;
    }

    private static boolean isLevel(String filter, int from, int end, char wildcard) {
        return end - from == 1 && filter.charAt(from) == wildcard;
    }

    private static boolean sameLevel(
            String filter, int at, int filterEnd, String topic, int from, int topicEnd) {
        return filterEnd - at == topicEnd - from
                && filter.regionMatches(at, topic, from, filterEnd - at);
    }
}
