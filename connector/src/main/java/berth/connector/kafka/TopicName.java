package berth.connector.kafka;

import java.util.regex.Pattern;

/// The name of a topic: 1 to 249 letters, digits, `.` `_` `-`, and neither `.` nor `..`.
///
/// Source: Apache Kafka, `org.apache.kafka.common.internals.Topic`.
public record TopicName(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    public TopicName {
        if (!isOne(value)) {
            throw new IllegalArgumentException(
                    "not the name of a Kafka topic (1 to 249 letters, digits, . _ -): " + value);
        }
    }

    public static boolean isOne(String value) {
        return SYNTAX.matcher(value).matches() && !value.equals(".") && !value.equals("..");
    }

    @Override
    public String toString() {
        return value;
    }
}
