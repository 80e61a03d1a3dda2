package berth.hub.mqtt;

import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.id.ByteString;
import berth.hub.mqtt.PropertyBag.Property;
import berth.wire.json.BadDocument;
import berth.wire.json.Timestamps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Messages and the bags they travel with. Source: iot-hub-protocol, sections 2.2, 2.3 and 2.5.
final class MessageBag {
    /// On telemetry that came with the retain flag.
    private static final String RETAIN = "mqtt-retain";

    /// On the last will of a client.
    private static final String MESSAGE_TYPE = "iothub-MessageType";

    private record Name(String key, String property) {}

    private static final Name MESSAGE_ID = new Name("$.mid", SystemProperty.MESSAGE_ID);
    private static final Name TO = new Name("$.to", SystemProperty.TO);
    private static final Name EXPIRY = new Name("$.exp", SystemProperty.EXPIRY);
    private static final Name CREATION_TIME = new Name("$.ctime", SystemProperty.CREATION_TIME);

    /// What is written as it is.
    private static final List<Name> PLAIN =
            List.of(
                    new Name("$.cid", SystemProperty.CORRELATION_ID),
                    new Name("$.uid", SystemProperty.USER_ID),
                    new Name("$.ct", SystemProperty.CONTENT_TYPE),
                    new Name("$.ce", SystemProperty.CONTENT_ENCODING),
                    new Name("$.ifid", SystemProperty.INTERFACE_ID),
                    new Name("$.sub", SystemProperty.SUBJECT),
                    new Name("$.on", SystemProperty.OUTPUT_NAME),
                    new Name("$.schema", SystemProperty.MESSAGE_SCHEMA),
                    new Name("$.diagid", SystemProperty.DIAGNOSTIC_ID),
                    new Name("$.diagctx", SystemProperty.CORRELATION_CONTEXT));

    private static final Map<String, String> BY_KEY = byKey();

    private MessageBag() {}

    private static Map<String, String> byKey() {
        var all = new ArrayList<>(PLAIN);
        all.addAll(
                List.of(
                        MESSAGE_ID,
                        TO,
                        EXPIRY,
                        CREATION_TIME,
                        new Name("$.cdid", SystemProperty.DEVICE_ID),
                        new Name("$.cmid", SystemProperty.MODULE_ID)));
        return all.stream().collect(Collectors.toMap(Name::key, Name::property));
    }

    /// What a device sends. A property without a value has an empty one.
    static DeviceMessage telemetry(PropertyBag bag, boolean retain, ByteString body) {
        var system = new LinkedHashMap<String, String>();
        var application = new LinkedHashMap<String, String>();
        for (var property : bag.properties()) {
            var value = property.value() == null ? "" : property.value();
            var known = BY_KEY.get(property.name());
            if (known == null) {
                application.put(property.name(), value);
            } else {
                system.put(known, value);
            }
        }
        if (retain) {
            application.put(RETAIN, "true");
        }
        return new DeviceMessage(system, application, body);
    }

    /// The same as the last will of a client.
    static DeviceMessage will(DeviceMessage message) {
        return message.withApplication(MESSAGE_TYPE, "Will");
    }

    /// What a device is sent: system properties first, the identifier and the address before all,
    /// so that a stock client finds the beginning; times in the one form another one can read.
    static PropertyBag command(CommandMessage command) {
        var message = command.message();
        var properties = new ArrayList<Property>();
        properties.add(
                new Property(
                        MESSAGE_ID.key(),
                        message.system(SystemProperty.MESSAGE_ID)
                                .filter(id -> !id.isEmpty())
                                .orElse("c" + command.sequence())));
        properties.add(new Property(TO.key(), command.client().path() + "/messages/devicebound"));
        if (message.system(SystemProperty.EXPIRY).isPresent()) {
            properties.add(new Property(EXPIRY.key(), Timestamps.precise(command.expiresAt())));
        }
        add(message, CREATION_TIME, MessageBag::time, properties);
        PLAIN.forEach(name -> add(message, name, Optional::of, properties));
        if (command.feedback() != FeedbackRequest.NONE) {
            properties.add(new Property(SystemProperty.ACK, command.feedback().spelling()));
        }
        message.application().forEach((name, value) -> properties.add(new Property(name, value)));
        return new PropertyBag(properties);
    }

    private static void add(
            DeviceMessage message,
            Name name,
            Function<String, Optional<String>> form,
            List<Property> to) {
        message.system(name.property())
                .flatMap(form)
                .ifPresent(value -> to.add(new Property(name.key(), value)));
    }

    /// In the only form that the stock C# client reads; what is no time would end its connection.
    private static Optional<String> time(String text) {
        try {
            return Optional.of(Timestamps.precise(Timestamps.parse(text)));
        } catch (BadDocument _) {
            return Optional.empty();
        }
    }
}
