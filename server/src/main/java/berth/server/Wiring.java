package berth.server;

import berth.connector.hub.AzureHubSettings;
import berth.connector.hub.AzureHubs;
import berth.core.attestation.AttestDevice;
import berth.core.attestation.SymmetricKeyAttestor;
import berth.core.attestation.X509Attestor;
import berth.core.instance.ServiceInstance;
import berth.core.registration.AssignDevice;
import berth.core.registration.OperationStatus;
import berth.core.registration.RegisterDevice;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceOperations;
import berth.endpoint.device.https.DeviceHttpEndpoint;
import berth.endpoint.service.ServiceHttpEndpoint;
import berth.hub.endpoint.HubHttpEndpoint;
import berth.hub.registry.EmbeddedHubs;
import berth.net.ConnectionLimits;
import berth.net.ListenerSettings;
import berth.net.Listeners;
import berth.net.http.HttpLimits;
import berth.server.background.AssignmentDriver;
import berth.server.background.Housekeeping;
import berth.store.sql.SqlStore;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Builds the house with constructors, top to bottom, a method a room: what a room is not given it
/// cannot use.
final class Wiring {
    /// How long a finished operation can be polled; the contract asks for ten minutes.
    private static final Duration OPERATIONS_KEPT = Duration.ofHours(1);

    private static final int FORGET_MAX = 1_000;

    private final SqlStore store;
    private final ServerSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = new SecureRandom();

    Wiring(SqlStore store, ServerSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    BerthServer start() {
        var hubs = new EmbeddedHubs(store.hubs(), clock, random);
        var attestation =
                new AttestDevice(
                        store.enrollments(), new SymmetricKeyAttestor(random), new X509Attestor());
        var azure = new AzureHubs(AzureHubSettings.DEFAULT, clock, System::nanoTime, random);
        var driver = driver(new LinkedHubs(hubs, azure::registry));
        var frontDoor =
                new FrontDoor(
                        store.hubs().hubs().stream()
                                .map(hub -> hub.hostName().value())
                                .collect(Collectors.toSet()),
                        new HubHttpEndpoint(hubs, store.auditLog(), clock, random),
                        service(),
                        device(attestation, driver));
        driver.start();
        try {
            var listeners = listen(frontDoor);
            var housekeeping =
                    new Housekeeping(
                            store::fault,
                            () ->
                                    store.registrations()
                                            .forgetOperations(OPERATIONS_KEPT, FORGET_MAX));
            housekeeping.start();
            return new BerthServer(listeners, driver, housekeeping, azure, store);
        } catch (RuntimeException e) {
            driver.close();
            azure.close();
            throw e;
        }
    }

    private AssignmentDriver driver(LinkedHubs hubs) {
        var assign =
                new AssignDevice(
                        store.enrollments(),
                        store.instances(),
                        store.registrations(),
                        hubs,
                        random,
                        System::nanoTime,
                        settings.node());
        return new AssignmentDriver(
                store.registrations(),
                assign,
                random,
                settings.node(),
                settings.operationsRunningMax());
    }

    private DeviceHttpEndpoint device(AttestDevice attestation, AssignmentDriver driver) {
        var register =
                new RegisterDevice(
                        attestation,
                        store.registrations(),
                        driver,
                        store.auditLog(),
                        clock,
                        random,
                        settings.node());
        var status = new OperationStatus(attestation, store.registrations(), clock);
        var answers = new DeviceAnswers(clock, random);
        return new DeviceHttpEndpoint(
                new DeviceOperations(register::register, status::poll, status::lookup, answers),
                answers);
    }

    private ServiceHttpEndpoint service() {
        return new ServiceHttpEndpoint(
                this::instanceAt,
                store.enrollments(),
                store.registrations(),
                store.auditLog(),
                clock,
                random);
    }

    private Optional<ServiceInstance> instanceAt(String host) {
        return store.instances().instances().stream()
                .filter(instance -> instance.serviceHost().value().equals(host))
                .findFirst();
    }

    private Listeners listen(FrontDoor frontDoor) {
        return Listeners.start(
                new ListenerSettings(
                        settings.addresses(),
                        settings.ports(),
                        settings.certificate(),
                        settings.tlsEngine(),
                        ConnectionLimits.DEFAULTS,
                        HttpLimits.standard((path, host) -> frontDoor.bodyBytesMax(host, path)),
                        frontDoor,
                        Map.of(),
                        UnservedProtocol.MQTT,
                        UnservedProtocol.AMQP),
                clock);
    }
}
