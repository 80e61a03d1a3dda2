package berth.hub.mqtt;

import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The end of a topic, in which messages carry their properties:
///
/// ```text
/// bag      = [ "?" ] [ property *( "&" property ) ] [ "/" ]
/// property = name [ "=" value ]       both percent-encoded UTF-8; a plus is a plus
/// ```
///
/// Any text is a bag: clients write what their applications give them, and an escape that is none
/// is what it looks like. Of a name that stands twice the first counts.
///
/// Source: iot-hub-protocol, section 2.2.
record PropertyBag(List<Property> properties) {
    static final PropertyBag EMPTY = new PropertyBag(List.of());

    /// @param value null without an equals sign
    record Property(String name, @Nullable String value) {}

    PropertyBag {
        properties = List.copyOf(properties);
    }

    static PropertyBag parse(String text) {
        int from = text.startsWith("?") ? 1 : 0;
        int end = text.length() > from && text.endsWith("/") ? text.length() - 1 : text.length();
        var properties = new ArrayList<Property>();
        var names = new HashSet<String>();
        for (var pair : text.substring(from, end).split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty() && names.add(name)) {
                properties.add(
                        new Property(
                                name, equals < 0 ? null : decoded(pair.substring(equals + 1))));
            }
        }
        return new PropertyBag(properties);
    }

    /// As it is written for devices: everything escaped, and nothing that a stock client stumbles
    /// over. Properties without a value or with an empty one are left out, and all but the first of
    /// a name. Source: iot-hub-protocol, section 2.5.
    String text() {
        var names = new HashSet<String>();
        return properties.stream()
                .filter(one -> one.value() != null && !one.value().isEmpty())
                .filter(one -> !one.name().isEmpty() && names.add(one.name()))
                .map(one -> encoded(one.name()) + "=" + encoded(String.valueOf(one.value())))
                .collect(Collectors.joining("&"));
    }

    Optional<String> value(String name) {
        return properties.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .map(Property::value);
    }

    private static String decoded(String text) {
        return PercentEncoding.decodeLeniently(text).orElse(text);
    }

    private static String encoded(String text) {
        return PercentEncoding.encode(text);
    }
}
