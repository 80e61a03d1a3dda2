package berth.hub.https;

import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.message.SystemProperty;
import berth.core.id.ByteString;
import berth.net.http.HttpHeaders;
import berth.wire.json.Timestamps;
import berth.wire.uri.PercentEncoding;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Properties of messages as headers, and as members of a batch. Header names of ours are written
/// in lower case: one client looks them up that way. Source: iot-hub-protocol, sections 4.1 to 4.3.
final class MessageHeaders {
    private static final String APPLICATION = "iothub-app-";

    /// What devices call system properties; two names for one where clients disagree.
    private static final Map<String, String> SYSTEM =
            Map.ofEntries(
                    Map.entry("iothub-messageid", SystemProperty.MESSAGE_ID),
                    Map.entry("iothub-correlationid", SystemProperty.CORRELATION_ID),
                    Map.entry("iothub-userid", SystemProperty.USER_ID),
                    Map.entry("iothub-expiry", SystemProperty.EXPIRY),
                    Map.entry("iothub-contenttype", SystemProperty.CONTENT_TYPE),
                    Map.entry("iothub-contentencoding", SystemProperty.CONTENT_ENCODING),
                    Map.entry("iothub-creation-time-utc", SystemProperty.CREATION_TIME),
                    Map.entry("iothub-creationtimeutc", SystemProperty.CREATION_TIME),
                    Map.entry("iothub-interface-id", SystemProperty.INTERFACE_ID),
                    Map.entry("dt-subject", SystemProperty.SUBJECT),
                    Map.entry("iothub-messageschema", SystemProperty.MESSAGE_SCHEMA));

    private static final Pattern PLAIN = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private MessageHeaders() {}

    /// The message of a request: everything else in the headers is HTTP's, or for nobody.
    static DeviceMessage read(HttpHeaders headers, ByteString body) {
        var system = new LinkedHashMap<String, String>();
        var application = new LinkedHashMap<String, String>();
        for (var field : headers.fields()) {
            read(field.name(), field.value(), system, application);
        }
        return new DeviceMessage(system, application, body);
    }

    /// Puts one property where it belongs, if it is one.
    static void read(
            String name,
            String value,
            Map<String, String> system,
            Map<String, String> application) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith(APPLICATION)) {
            application.put(name.substring(APPLICATION.length()), value);
        } else if (SYSTEM.containsKey(lower)) {
            system.put(SYSTEM.get(lower), value);
        }
    }

    /// The headers under which a device gets a message.
    static HttpHeaders write(LockedCommand locked) {
        var fields = new LinkedHashMap<String, String>();
        BiConsumer<String, String> put = (name, value) -> fields.put(name, printable(value));
        var command = locked.command();
        var message = command.message();
        fields.put("ETag", "\"" + locked.lock() + "\"");
        put(message, SystemProperty.MESSAGE_ID, "iothub-messageid", put);
        put(message, SystemProperty.TO, "iothub-to", put);
        put(message, SystemProperty.CORRELATION_ID, "iothub-correlationid", put);
        put(message, SystemProperty.USER_ID, "iothub-userid", put);
        put(message, SystemProperty.CONTENT_TYPE, "ContentType", put);
        put(message, SystemProperty.CONTENT_ENCODING, "ContentEncoding", put);
        put(message, SystemProperty.CREATION_TIME, "iothub-creation-time-utc", put);
        putDelivery(command, put);
        message.application()
                .forEach((name, value) -> put.accept(APPLICATION + token(name), value));
        var headers = HttpHeaders.NONE.with("Content-Type", "application/octet-stream");
        for (var field : fields.entrySet()) {
            headers = headers.with(field.getKey(), field.getValue());
        }
        return headers;
    }

    private static void putDelivery(CommandMessage command, BiConsumer<String, String> put) {
        put.accept("iothub-ack", command.feedback().spelling());
        put.accept("iothub-expiry", Timestamps.trimmed(command.expiresAt()));
        put.accept("iothub-sequencenumber", Long.toString(command.sequence()));
        put.accept("iothub-enqueuedtime", Timestamps.trimmed(command.enqueuedAt()));
        put.accept("iothub-deliverycount", Integer.toString(command.deliveryCount()));
    }

    private static void put(
            DeviceMessage message, String property, String header, BiConsumer<String, String> put) {
        message.system(property).ifPresent(value -> put.accept(header, value));
    }

    /// What no header can carry is percent-encoded: a line break above all.
    private static String printable(String value) {
        return PLAIN.matcher(value).matches() ? value : PercentEncoding.encode(value);
    }

    private static String token(String name) {
        return TOKEN.matcher(name).matches() ? name : PercentEncoding.encode(name);
    }
}
