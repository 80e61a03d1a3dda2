package berth.endpoint.device.mqtt;

import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// The topics of the contract.
///
/// ```text
/// $dps/registrations/PUT/iotdps-register/?$rid={rid}
/// $dps/registrations/GET/iotdps-get-operationstatus/?$rid={rid}&operationId={operation ID}
/// $dps/registrations/res/{status}/?$rid={rid}&retry-after={seconds}
/// ```
///
/// Devices may write their parameters in any order. We may not: between them, the stock clients
/// have just this one form of an answer they all understand.
///
/// Source: dps-device-protocol, section 2.3.
sealed interface DeviceTopic {
    /// What answers are listened to with; all clients use exactly this.
    String ANSWERS = "$dps/registrations/res/#";

    /// @param rid the request's name for itself, to be given back byte for byte; never empty
    record Register(String rid) implements DeviceTopic {}

    /// @param operationId percent-decoded; empty if it is missing or cannot be decoded
    record Status(String rid, Optional<String> operationId) implements DeviceTopic {}

    /// Nobody can be answered about this.
    record Nowhere(String reason) implements DeviceTopic {}

    /// Reads the topic of a request.
    static DeviceTopic of(String topic) {
        int mark = topic.indexOf("/?");
        String path = mark < 0 ? topic : topic.substring(0, mark);
        String query = mark < 0 ? "" : topic.substring(mark + 2);
        String rid = QueryText.first(query, "$rid").orElse("");
        boolean register = path.equals("$dps/registrations/PUT/iotdps-register");
        if (!register && !path.equals("$dps/registrations/GET/iotdps-get-operationstatus")) {
            return new Nowhere("a message to a topic that is not of the contract");
        }
        if (rid.isEmpty()) {
            return new Nowhere("a request without $rid");
        }
        return register
                ? new Register(rid)
                : new Status(
                        rid,
                        QueryText.first(query, "operationId").flatMap(PercentEncoding::decode));
    }

    /// Where an answer goes.
    static String answer(int status, String rid, @Nullable Duration patience) {
        var retryAfter = patience == null ? "" : "&retry-after=" + patience.toSeconds();
        return "$dps/registrations/res/%d/?$rid=%s%s".formatted(status, rid, retryAfter);
    }
}
