package berth.server.dev;

import berth.connector.guard.GuardSettings;
import berth.core.error.StoreUnavailable;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.id.ByteString;
import berth.core.instance.ServiceInstance;
import berth.hub.registry.EmbeddedHubs;
import berth.net.ConnectionCounts;
import berth.net.PortUnavailable;
import berth.net.Ports;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;
import berth.server.BerthServer;
import berth.server.ServerSettings;
import berth.server.StartupProblem;
import berth.store.sql.SqlStore;
import berth.wire.x509.CertificateIssuer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// A provisioning service with its hubs, its own certificate authority and its data in one folder:
/// the emulator for a developer's machine and for CI.
public final class DevServer implements AutoCloseable {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final String LOOPBACK = "127.0.0.1";
    private static final int OPERATIONS_RUNNING_MAX = 64;

    /// Seals what is in a shared database; every node needs the same.
    private static final String KEY_FILE = "key-encryption.key";

    private final BerthServer server;
    private final Ready ready;

    private DevServer(BerthServer server, Ready ready) {
        this.server = server;
        this.ready = ready;
    }

    /// Starts; when it returns the service is ready.
    ///
    /// @throws StartupProblem when the operator has to mend something first
    /// @throws PortUnavailable when a port cannot be opened
    public static DevServer start(DevOptions options) {
        var random = new SecureRandom();
        var clock = InstantSource.system();
        makeFolder(options.data());
        var authority =
                new DevelopmentAuthority(
                        options.data().resolve("tls"), new CertificateIssuer(clock, random));
        var certificate =
                authority.serverCertificate(
                        names(options).stream().filter(name -> !isAddress(name)).toList(),
                        resolved(names(options).stream().filter(DevServer::isAddress).toList()));
        var store = open(options, clock, random);
        try {
            var hubs = new EmbeddedHubs(store.hubs(), clock, random);
            var instance =
                    new DevelopmentSetup(store.instances(), hubs, clock, random).instance(options);
            if (options.postgres() == null) {
                store.registrations().releaseLeases();
            }
            var server = BerthServer.start(store, settings(options, certificate, random));
            return new DevServer(
                    server,
                    ready(options, instance, store.hubs().hubs(), authority, server.ports()));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    public Ready ready() {
        return ready;
    }

    /// The engine in use, which may be another than the one asked for.
    public TlsEngine tlsEngine() {
        return server.tlsEngine();
    }

    /// How busy the doors are.
    public ConnectionCounts connections() {
        return server.connections();
    }

    private static void makeFolder(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new StartupProblem(
                    "cannot make the data folder %s: %s".formatted(data, e.getMessage()), e);
        }
        if (!Files.isReadable(data) || !Files.isWritable(data)) {
            throw new StartupProblem(
                    "the data folder %s cannot be read and written".formatted(data));
        }
    }

    private static SqlStore open(DevOptions options, InstantSource clock, RandomGenerator random) {
        var data = options.data();
        var postgres = options.postgres();
        try {
            return postgres == null
                    ? SqlStore.openSqlite(data, clock, random)
                    : SqlStore.openPostgres(
                            postgres.settings(), data.resolve(KEY_FILE), clock, random);
        } catch (IllegalArgumentException e) {
            throw new StartupProblem("--postgres: " + e.getMessage(), e);
        } catch (StoreUnavailable | UncheckedIOException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            var what = postgres == null ? "data folder " + data : "database " + postgres.jdbcUrl();
            throw new StartupProblem(
                    "cannot use the %s: %s".formatted(what, cause.getMessage()), e);
        }
    }

    private static ServerSettings settings(
            DevOptions options, ServerCertificate certificate, RandomGenerator random) {
        return new ServerSettings(
                "dev-" + new UUID(random.nextLong(), random.nextLong()),
                addresses(options),
                options.ports(),
                certificate,
                options.tlsEngine(),
                OPERATIONS_RUNNING_MAX,
                GuardSettings.DEVELOPMENT,
                options.limits(),
                options.hubOptions(),
                hubNode(options));
    }

    /// An embedded database has one node. Of a shared one, each has a data folder of its own.
    private static String hubNode(DevOptions options) {
        if (options.postgres() == null) {
            return "embedded";
        }
        var place = localHost() + ":" + options.data().toAbsolutePath().normalize();
        return ByteString.sha256(place.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return LOOPBACK; // a machine without a name: the folder has to tell nodes apart
        }
    }

    private static SequencedSet<String> hosts(DevOptions options) {
        var hosts = new LinkedHashSet<String>();
        hosts.add(options.hosts().device().value());
        hosts.add(options.hosts().service().value());
        options.hosts().hubs().values().forEach(hub -> hosts.add(hub.value()));
        return hosts;
    }

    /// All names the server's certificate is good for.
    private static SequencedSet<String> names(DevOptions options) {
        var names = hosts(options);
        names.add("localhost");
        names.add(LOOPBACK);
        return names;
    }

    private static List<InetAddress> addresses(DevOptions options) {
        var texts = new LinkedHashSet<String>(options.bind());
        if (texts.isEmpty()) {
            hosts(options).stream()
                    .filter(name -> isAddress(name) && name.startsWith("127."))
                    .forEach(texts::add);
        }
        if (texts.isEmpty()) {
            texts.add(LOOPBACK);
        }
        return resolved(texts);
    }

    private static boolean isAddress(String name) {
        return IPV4.matcher(name).matches();
    }

    private static List<InetAddress> resolved(Collection<String> texts) {
        var addresses = new ArrayList<InetAddress>();
        for (var text : texts) {
            try {
                addresses.add(InetAddress.getByName(text));
            } catch (UnknownHostException e) {
                throw new StartupProblem("not an address of this machine: " + text, e);
            }
        }
        return addresses;
    }

    /// Whether this machine has more than one loopback address, as Linux does and macOS does not.
    public static boolean hasLoopbackRange() {
        try (var _ = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            return true;
        } catch (IOException _) {
            return false; // asked to find out: the answer is the failure
        }
    }

    private static Ready ready(
            DevOptions options,
            ServiceInstance instance,
            List<EmbeddedHubDefinition> hubs,
            DevelopmentAuthority authority,
            Ports ports) {
        var owner =
                instance.policies().stream()
                        .filter(policy -> policy.name().equals(DevelopmentSetup.OWNER_POLICY))
                        .findFirst()
                        .orElseThrow(
                                () -> new StartupProblem("the instance has lost its owner policy"));
        return new Ready(
                instance.scope().value(),
                options.hosts().device().value(),
                options.hosts().service().value(),
                "HostName=%s;SharedAccessKeyName=%s;SharedAccessKey=%s"
                        .formatted(
                                options.hosts().service(),
                                owner.name(),
                                owner.keys().primary().revealBase64()),
                authority.certificateFile().toAbsolutePath(),
                hubs.stream()
                        .filter(hub -> options.hosts().hubs().containsValue(hub.hostName()))
                        .map(
                                hub ->
                                        new Ready.Hub(
                                                hub.name(),
                                                hub.hostName().value(),
                                                DevelopmentSetup.connectionString(hub)))
                        .toList(),
                new Ready.Ports(ports.https(), ports.mqtt(), ports.amqp()));
    }

    @Override
    public void close() {
        server.close();
    }
}
