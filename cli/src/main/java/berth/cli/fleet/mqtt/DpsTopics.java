package berth.cli.fleet.mqtt;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Pattern;

/// The topics of the device contract, from the client's side.
///
/// ```text
/// $dps/registrations/res/{status}/?$rid={rid}[&retry-after={n}]
/// ```
///
/// Source: dps-device-protocol, section 2.3.
final class DpsTopics {
    static final String ANSWERS = "$dps/registrations/res/#";

    private static final Pattern ANSWER =
            Pattern.compile(
                    "\\$dps/registrations/res/([0-9]{3})/\\?\\$rid=([^&]*)"
                            + "(?:&(?i:retry-after)=([^&]*))?");

    private DpsTopics() {}

    /// What the topic of an answer says.
    ///
    /// @param retryAfter as it is written, or null
    record Answer(int status, String requestId, @Nullable String retryAfter) {}

    static String register(String requestId) {
        return "$dps/registrations/PUT/iotdps-register/?$rid=" + requestId;
    }

    static String poll(String requestId, String operationId) {
        return "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=%s&operationId=%s"
                .formatted(requestId, operationId);
    }

    /// Empty if a stock client would not understand it: the order and number of the parameters are
    /// part of the contract.
    static Optional<Answer> answer(String topic) {
        var matcher = ANSWER.matcher(topic);
        return matcher.matches()
                ? Optional.of(
                        new Answer(
                                Integer.parseInt(matcher.group(1)),
                                matcher.group(2),
                                matcher.group(3)))
                : Optional.empty();
    }
}
