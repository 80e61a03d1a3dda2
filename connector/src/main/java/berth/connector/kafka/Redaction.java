package berth.connector.kafka;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Takes secrets of the settings out of texts of Kafka's client: it masks its settings when it logs
/// them, but its errors may quote what they complain about.
final class Redaction {
    private static final String MASK = "***";

    /// Shorter ones would blot out ordinary words; nobody is secured by them.
    private static final int PIECE_LENGTH_MIN = 4;

    /// The values in `sasl.jaas.config`: `module required name="value" other=value;`
    private static final Pattern VALUE =
            Pattern.compile("=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"';]+))");

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    static Redaction of(Map<String, String> settings) {
        return new Redaction(
                settings.entrySet().stream()
                        .filter(setting -> isSecret(setting.getKey()))
                        .flatMap(setting -> pieces(setting.getValue()))
                        .filter(piece -> piece.length() >= PIECE_LENGTH_MIN)
                        .distinct()
                        // a whole before its pieces
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList());
    }

    /// By Kafka's own knowledge of what its settings are.
    static boolean isSecret(String name) {
        var key = ProducerConfig.configDef().configKeys().get(name);
        return key != null && key.type() == ConfigDef.Type.PASSWORD;
    }

    private static Stream<String> pieces(String value) {
        var quoted =
                VALUE.matcher(value)
                        .results()
                        .flatMap(
                                match ->
                                        Stream.of(match.group(1), match.group(2), match.group(3))
                                                .filter(group -> group != null));
        return Stream.concat(Stream.of(value, value.strip()), quoted);
    }

    String apply(String text) {
        var shown = text;
        for (var secret : secrets) {
            shown = shown.replace(secret, MASK);
        }
        return shown;
    }
}
