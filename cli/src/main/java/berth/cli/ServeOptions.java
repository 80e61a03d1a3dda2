package berth.cli;

import berth.cli.process.FreePort;
import berth.core.hub.role.RoleName;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.secret.Secret;
import berth.net.PortUnavailable;
import berth.net.tls.TlsEngine;
import berth.server.HubOptions;
import berth.server.Limits;
import berth.server.PemFiles;
import berth.server.StartupProblem;
import berth.server.dev.DevOptions;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;
import berth.server.dev.SharedDatabase;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Where and as whom a development service listens: the options that `dev` and `quickstart` share.
final class ServeOptions {
    private static final String POSTGRES_PASSWORD = "BERTH_POSTGRES_PASSWORD";

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description =
                    "Address to listen on, repeatable. Default: the loopback addresses in use.")
    List<String> bind = List.of();

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            description = "Default: 443, or 8443 where 443 is not allowed. 0: any free port.")
    @Nullable Integer httpsPort;

    @Option(names = "--mqtt-port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}")
    int mqttPort = DevOptions.MQTT_PORT;

    @Option(names = "--amqp-port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}")
    int amqpPort = DevOptions.AMQP_PORT;

    @Option(
            names = "--device-host",
            paramLabel = "NAME",
            description = "Name devices call. Default: 127.0.0.1",
            converter = HostConverter.class)
    @Nullable HostName deviceHost;

    @Option(
            names = "--service-host",
            paramLabel = "NAME",
            description = "Name of the service operations endpoint. Default: the device host",
            converter = HostConverter.class)
    @Nullable HostName serviceHost;

    @Option(
            names = "--hub",
            paramLabel = "NAME=HOST",
            description =
                    "Embedded hub to link, repeatable. Default: hub-1=127.0.0.2 hub-2=127.0.0.3",
            converter = {TextConverter.class, HubConverter.class})
    Map<String, HubHostName> hubs = Map.of();

    @Option(
            names = "--tls-engine",
            paramLabel = "ENGINE",
            description =
                    "${COMPLETION-CANDIDATES}. Default: boringssl, jdk where it does not load")
    TlsEngine tlsEngine = TlsEngine.BORINGSSL;

    @Option(
            names = "--postgres",
            paramLabel = "JDBC-URL",
            description =
                    "Keep everything in this PostgreSQL database, as --postgres-user (password in"
                            + " BERTH_POSTGRES_PASSWORD). Keys stay in the data folder. Default: an"
                            + " embedded database in the data folder.")
    @Nullable String postgres;

    @Option(
            names = "--postgres-user",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}")
    String postgresUser = "berth";

    @Option(
            names = "--default-role",
            paramLabel = "ROLE",
            description =
                    "What devices may do at an embedded hub that nobody gave a role: sensor,"
                        + " actuator, gateway, standard (what a stock device may do at Azure), or a"
                        + " role of yours. Default: standard")
    @Nullable String defaultRole;

    @Option(
            names = "--hub-authority",
            paramLabel = "FILE",
            description =
                    "Certificate (PEM) of an authority that vouches for hub devices of type"
                            + " certificateAuthority, repeatable.")
    List<Path> hubAuthorities = List.of();

    @Option(
            names = "--telemetry-hours",
            paramLabel = "HOURS",
            description = "Keep telemetry for so long. Default: 24")
    @Nullable Integer telemetryHours;

    @Option(
            names = "--telemetry-megabytes",
            paramLabel = "MB",
            description = "Keep so much telemetry of each hub. Default: 1024")
    @Nullable Integer telemetryMegabytes;

    @Option(
            names = "--kafka",
            paramLabel = "FILE",
            description =
                    "Send telemetry to Kafka too: the client's properties (bootstrap.servers and so"
                            + " on).")
    @Nullable Path kafka;

    @Option(
            names = "--kafka-topic",
            paramLabel = "TOPIC",
            description = "Default: ${DEFAULT-VALUE}")
    String kafkaTopic = "berth-telemetry";

    /// How much may be asked of the service.
    enum LimitSet {
        STANDARD,
        AZURE;

        private Limits limits() {
            return switch (this) {
                case STANDARD -> Limits.STANDARD;
                case AZURE -> Limits.AZURE;
            };
        }

        private HubOptions hubs(HubOptions usual) {
            return switch (this) {
                case STANDARD -> usual;
                case AZURE -> usual.throttledAsAzure();
            };
        }
    }

    @Option(
            names = "--limits",
            paramLabel = "SET",
            description =
                    "${COMPLETION-CANDIDATES}: 1,000 registrations and 1,000 service operations a"
                            + " second, or a minute as in the original, where a hub is throttled"
                            + " too, as one unit of S1. Default: standard")
    LimitSet limits = LimitSet.STANDARD;

    /// Starts the service these options describe.
    ///
    /// @param out where it is said when the usual HTTPS port is not allowed
    DevServer start(Path data, PrintStream out) {
        var options = options(data);
        try {
            return DevServer.start(options);
        } catch (PortUnavailable e) {
            boolean ours = httpsPort == null && e.port() == DevOptions.HTTPS_PORT;
            if (!ours || e.reason() != PortUnavailable.Reason.FORBIDDEN) {
                throw e;
            }
            out.printf(
                    "Port 443 is not allowed for this user: using %d. Stock SDKs call 443 only;"
                            + " allow it with 'sysctl net.ipv4.ip_unprivileged_port_start=443' or"
                            + " redirect it.%n",
                    DevOptions.HTTPS_PORT_UNPRIVILEGED);
            return DevServer.start(
                    options.withPorts(DevOptions.HTTPS_PORT_UNPRIVILEGED, mqttPort, amqpPort));
        }
    }

    private DevOptions options(Path data) {
        var device = deviceHost == null ? new HostName("127.0.0.1") : deviceHost;
        var service = serviceHost == null ? device : serviceHost;
        try {
            return DevOptions.defaults(data)
                    .withPorts(
                            httpsPort == null ? DevOptions.HTTPS_PORT : httpsPort,
                            mqttPort,
                            amqpPort)
                    .withHosts(device, service, hubs.isEmpty() ? defaultHubs() : hubs)
                    .withBind(bind)
                    .withTlsEngine(tlsEngine)
                    .withPostgres(database())
                    .withLimits(limits.limits())
                    .withHubOptions(hubOptions());
        } catch (IllegalArgumentException e) {
            throw new StartupProblem(String.valueOf(e.getMessage()), e);
        }
    }

    private HubOptions hubOptions() {
        var options =
                limits.hubs(HubOptions.DEFAULTS)
                        .withAuthorities(
                                hubAuthorities.stream()
                                        .map(file -> PemFiles.certificate(file).certificate())
                                        .toList())
                        .withTelemetryKept(
                                telemetryHours == null ? null : Duration.ofHours(telemetryHours),
                                telemetryMegabytes == null ? null : telemetryMegabytes * MEGABYTE)
                        .withKafka(kafka == null ? null : new HubOptions.Kafka(kafka, kafkaTopic));
        return defaultRole == null
                ? options
                : options.withUnassignedRole(new RoleName(defaultRole));
    }

    private static final long MEGABYTE = 1L << 20;

    private @Nullable SharedDatabase database() {
        if (postgres == null) {
            return null;
        }
        var password = System.getenv().getOrDefault(POSTGRES_PASSWORD, "");
        return new SharedDatabase(
                postgres, postgresUser, Secret.of(password.getBytes(StandardCharsets.UTF_8)));
    }

    /// Loopback addresses where there are several; names that the user has to make resolve where
    /// there is one.
    private static Map<String, HubHostName> defaultHubs() {
        if (DevServer.hasLoopbackRange()) {
            return DevOptions.defaults(Path.of("")).hosts().hubs();
        }
        var named = new LinkedHashMap<String, HubHostName>();
        named.put("hub-1", new HubHostName("hub-1.localhost"));
        named.put("hub-2", new HubHostName("hub-2.localhost"));
        return named;
    }

    /// The folder asked for, or a new one that is gone when the process ends.
    static Path dataFolder(@Nullable Path asked, ExitSteps exit) {
        return asked == null ? temporaryFolder(exit) : asked;
    }

    static Path temporaryFolder(ExitSteps exit) {
        try {
            var folder = Files.createTempDirectory("berth-");
            exit.add(() -> TemporaryFolder.remove(folder));
            return folder;
        } catch (IOException e) {
            throw new StartupProblem("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    /// These options as the command `dev` takes them, with ports that are kept: those it had
    /// before, or where there are none those asked for.
    List<String> arguments(Ready.@Nullable Ports before, RandomGenerator random) {
        var arguments = new ArrayList<String>();
        bind.forEach(address -> arguments.addAll(List.of("--bind", address)));
        if (before != null) {
            port(arguments, "--https-port", before.https(), random);
        } else if (httpsPort != null) {
            port(arguments, "--https-port", httpsPort, random);
        }
        port(arguments, "--mqtt-port", before == null ? mqttPort : before.mqtt(), random);
        port(arguments, "--amqp-port", before == null ? amqpPort : before.amqp(), random);
        if (deviceHost != null) {
            arguments.addAll(List.of("--device-host", deviceHost.value()));
        }
        if (serviceHost != null) {
            arguments.addAll(List.of("--service-host", serviceHost.value()));
        }
        hubs.forEach((name, host) -> arguments.addAll(List.of("--hub", name + "=" + host.value())));
        if (defaultRole != null) {
            arguments.addAll(List.of("--default-role", defaultRole));
        }
        hubAuthorities.forEach(
                file -> arguments.addAll(List.of("--hub-authority", file.toString())));
        if (telemetryHours != null) {
            arguments.addAll(List.of("--telemetry-hours", telemetryHours.toString()));
        }
        if (telemetryMegabytes != null) {
            arguments.addAll(List.of("--telemetry-megabytes", telemetryMegabytes.toString()));
        }
        if (kafka != null) {
            arguments.addAll(List.of("--kafka", kafka.toString(), "--kafka-topic", kafkaTopic));
        }
        if (postgres != null) {
            arguments.addAll(List.of("--postgres", postgres, "--postgres-user", postgresUser));
        }
        arguments.addAll(List.of("--tls-engine", tlsEngine.name(), "--limits", limits.name()));
        return arguments;
    }

    private static void port(
            List<String> arguments, String name, int port, RandomGenerator random) {
        int kept = port == 0 ? FreePort.find(random) : port;
        arguments.addAll(List.of(name, Integer.toString(kept)));
    }

    private static <T> T converted(Function<String, T> constructor, String text) {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static final class HostConverter implements ITypeConverter<HostName> {
        @Override
        public HostName convert(String text) {
            return converted(HostName::new, text);
        }
    }

    static final class HubConverter implements ITypeConverter<HubHostName> {
        @Override
        public HubHostName convert(String text) {
            return converted(HubHostName::new, text);
        }
    }

    static final class TextConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return text;
        }
    }
}
