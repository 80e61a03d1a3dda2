package berth.system;

import berth.connector.hub.AzureHubSettings;
import berth.connector.hub.AzureHubs;
import berth.connector.hub.HubSize;
import berth.core.audit.Caller;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubLink;
import berth.core.hub.HubRegistry;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.hub.endpoint.HubHttpEndpoint;
import berth.hub.endpoint.ServiceParts;
import berth.hub.live.LiveHubs;
import berth.hub.live.LiveLimits;
import berth.hub.live.LiveStores;
import berth.hub.live.TrustedAuthorities;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.EmbeddedHubs;
import berth.hub.registry.Precondition;
import berth.hub.registry.RoleBooks;
import berth.hub.registry.RoleRewrite;
import berth.hub.telemetry.LoggedTelemetry;
import berth.hub.telemetry.TelemetrySettings;
import berth.net.ConnectionLimits;
import berth.net.ListenerSettings;
import berth.net.Listeners;
import berth.net.Ports;
import berth.net.http.HttpLimits;
import berth.net.link.ByteLink;
import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;
import berth.testkit.hub.HubRegistryContract;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryCommandQueue;
import berth.testkit.store.InMemoryEventOutbox;
import berth.testkit.store.InMemoryFeedbackQueue;
import berth.testkit.store.InMemoryHubStore;
import berth.testkit.store.InMemoryModuleStore;
import berth.testkit.store.InMemoryRoleStore;
import berth.testkit.store.InMemorySessionStore;
import berth.testkit.store.InMemorySubscriptionStore;
import berth.testkit.store.InMemoryTelemetryLog;
import berth.wire.x509.CertificateIssuer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The connector for Azure's hubs, linked to an embedded hub over its service API: two halves that
/// were written from the same contract and have nothing else in common.
final class AzureConnectorAgainstEmbeddedHubIT extends HubRegistryContract {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final HubHostName HOST = new HubHostName("127.0.0.1");
    private static final Caller OPERATOR = new Caller("policy:iothubowner", "127.0.0.1", "test");
    private static final int BODY_BYTES_MAX = 1024 * 1024;

    private static Listeners listeners;
    private static AzureHubs connector;
    private static EmbeddedHub hub;
    private static LinkedHub link;

    @BeforeAll
    static void open() {
        var clock = InstantSource.system();
        var random = new SecureRandom();
        var audit = new InMemoryAuditLog();
        var outbox = new InMemoryEventOutbox(clock);
        var devices = new InMemoryHubStore(audit, clock, outbox);
        var modules = new InMemoryModuleStore(audit, devices);
        var feedback = new InMemoryFeedbackQueue(clock);
        var roles = RoleBooks.builtIn();
        var live =
                new LiveHubs(
                        new LiveStores(
                                devices,
                                modules,
                                new InMemorySessionStore(clock, outbox, devices),
                                new InMemoryCommandQueue(clock, feedback, devices),
                                feedback,
                                audit),
                        new LoggedTelemetry(
                                new InMemoryTelemetryLog(clock),
                                TelemetrySettings.DEFAULTS,
                                _ -> true,
                                _ -> {}),
                        roles,
                        TrustedAuthorities.NONE,
                        LiveLimits.DEFAULTS,
                        clock,
                        random,
                        System::nanoTime,
                        "node1");
        var hubs = new EmbeddedHubs(devices, clock, random, roles, live);
        var parts =
                new ServiceParts(
                        live,
                        modules,
                        new InMemoryRoleStore(audit),
                        roles,
                        live,
                        new RoleRewrite(hubs),
                        new InMemorySubscriptionStore(audit, outbox),
                        outbox);
        var definition = hubs.open("hub-1", HOST, OPERATOR);
        var issuer = new CertificateIssuer(clock, random);
        var root = issuer.rootAuthority("Test root", Duration.ofDays(1));
        var server = issuer.server(root, List.of(), List.of(LOOPBACK), Duration.ofDays(1));
        listeners =
                Listeners.start(
                        new ListenerSettings(
                                List.of(LOOPBACK),
                                Ports.ANY,
                                new ServerCertificate(server.key(), server.chain()),
                                TlsEngine.JDK,
                                ConnectionLimits.DEFAULTS,
                                HttpLimits.standard((_, _) -> BODY_BYTES_MAX),
                                new HubHttpEndpoint(hubs, parts, audit, clock, random),
                                Map.of(),
                                new Silence(),
                                new Silence()),
                        clock);
        hub = hubs.hub(HOST).orElseThrow();
        link = new LinkedHub(HOST, owner(definition), "local", 1, true);
        connector =
                new AzureHubs(
                        new AzureHubSettings(
                                List.of(root.certificate()),
                                Map.of(HOST, HubSize.s3(1)),
                                Map.of(HOST, listeners.ports().https()),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10)),
                        clock,
                        System::nanoTime,
                        random);
    }

    private static HubLink owner(EmbeddedHubDefinition definition) {
        return definition.policies().stream()
                .filter(policy -> policy.name().equals("iothubowner"))
                .findFirst()
                .map(policy -> new HubLink.Azure(policy.name(), policy.keys().primary()))
                .orElseThrow();
    }

    @AfterAll
    static void close() {
        connector.close();
        listeners.close();
    }

    @Override
    protected HubRegistry registry() {
        return connector.registry(link);
    }

    @Override
    protected Operator operator() {
        return new Operator() {
            @Override
            public void creates(DeviceId deviceId, InitialTwin twin) {
                write(deviceId, true, null, new TwinPatch(twin.tags(), twin.desired()));
            }

            @Override
            public void disables(DeviceId deviceId) {
                var reason = hub.find(deviceId).orElseThrow().statusReason();
                write(deviceId, false, reason, TwinPatch.NOTHING);
            }

            @Override
            public void explains(DeviceId deviceId, String statusReason) {
                write(deviceId, true, statusReason, TwinPatch.NOTHING);
            }

            private void write(
                    DeviceId deviceId, boolean enabled, @Nullable String reason, TwinPatch twin) {
                var draft =
                        new DeviceDraft(
                                deviceId, enabled, reason, new AuthenticationWish.Unsaid(), false);
                hub.write(draft, new Precondition.Either(null), twin, null, OPERATOR);
            }

            @Override
            public void deletes(DeviceId deviceId) {
                hub.delete(deviceId, Precondition.present(), OPERATOR);
            }

            @Override
            public InitialTwin twin(DeviceId deviceId) {
                var twin = hub.device(deviceId).orElseThrow().twin();
                return new InitialTwin(twin.tags(), twin.desired().data());
            }
        };
    }

    /// Nobody calls the other doors.
    private static final class Silence implements LinkProtocol {
        @Override
        public LinkSession open(ByteLink link) {
            return new LinkSession() {
                @Override
                public void received(ByteBuffer bytes) {
                    link.close();
                }

                @Override
                public void closed() {
                    // Nothing is held.
                }
            };
        }
    }
}
