package berth.cli;

import berth.cli.fleet.Fleet;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.core.id.RegistrationId;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which devices a simulated fleet has, and how they come.
final class FleetOptions {
    private static final String MIX = "mix";
    private static final int AT_ONCE = 16;

    @Option(names = "--devices", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    int devices = 100;

    @Option(
            names = "--transport",
            paramLabel = "LIST",
            split = ",",
            description =
                    "https, mqtt, mqtt-ws, amqp, amqp-ws, several with commas, or mix for all."
                            + " Default: https")
    List<String> transports = List.of(Transport.HTTPS.word());

    @Option(
            names = "--attestation",
            paramLabel = "LIST",
            split = ",",
            description =
                    "symmetric-key, x509, tpm, several with commas, or mix for all. Default:"
                            + " symmetric-key,x509, or what there is a group for")
    @Nullable List<String> attestations;

    @Option(
            names = "--client",
            paramLabel = "CLIENT",
            description =
                    "Whose habits the devices have on the wire, waiting included: java, node,"
                            + " python, c, csharp, embedded, edge; quick polls sooner and oftener"
                            + " than any. Default: quick")
    String client = StockClient.QUICK.word();

    @Option(
            names = "--rate",
            paramLabel = "PER-SECOND",
            description =
                    "Devices that begin per second, evenly spaced; 0 for as many as --at-once lets."
                            + " Default: 0")
    double rate;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description =
                    "Devices provisioning at the same time, at most. Default: 16; with --rate all")
    @Nullable Integer atOnce;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description =
                    "How long one device keeps trying while the service is down, busy or slow."
                            + " Default: ${DEFAULT-VALUE}")
    int patience = 60;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Registration IDs begin with TEXT. Default: ${DEFAULT-VALUE}")
    String prefix = "sim";

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec spec;

    /// @throws ParameterException when one of the numbers makes no sense
    void check() {
        if (devices < 0) {
            throw wrong("--devices: a fleet has devices");
        }
        if (patience < 1) {
            throw wrong("--patience: a device needs at least a second");
        }
        try {
            var _ = new RegistrationId(prefix + "-00001");
        } catch (IllegalArgumentException e) {
            throw wrong("--prefix: " + e.getMessage());
        }
        pace();
    }

    Duration patience() {
        return Duration.ofSeconds(patience);
    }

    Fleet.Pace pace() {
        int places = atOnce != null ? atOnce : rate > 0 ? Math.max(devices, 1) : AT_ONCE;
        try {
            return new Fleet.Pace(places, rate);
        } catch (IllegalArgumentException e) {
            throw wrong("--rate, --at-once: " + e.getMessage());
        }
    }

    /// @param otherwise the attestations where none were asked for
    /// @throws ParameterException when nobody can do what was asked for; says what is possible
    FleetMix mix(List<String> otherwise) {
        try {
            return FleetMix.choose(
                    word("--client", client, StockClient.values(), StockClient::word),
                    words("--transport", transports, Transport.values(), Transport::word),
                    words(
                            "--attestation",
                            attestations == null ? otherwise : attestations,
                            Mechanism.values(),
                            Mechanism::word));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /// Empty for all.
    private <T> Set<T> words(
            String option, List<String> asked, T[] all, Function<T, String> spelling) {
        if (asked.contains(MIX)) {
            return Set.of();
        }
        var chosen = new LinkedHashSet<T>();
        for (var text : asked) {
            chosen.add(word(option, text.strip(), all, spelling));
        }
        return chosen;
    }

    private <T> T word(String option, String text, T[] all, Function<T, String> spelling) {
        return Arrays.stream(all)
                .filter(one -> spelling.apply(one).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        "%s: '%s' is none of %s"
                                                .formatted(
                                                        option,
                                                        text,
                                                        Arrays.stream(all)
                                                                .map(spelling)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    private ParameterException wrong(String why) {
        if (spec == null) {
            throw new IllegalStateException("options of no command");
        }
        return new ParameterException(spec.commandLine(), why);
    }
}
