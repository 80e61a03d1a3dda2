package berth.server.dev;

import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.net.tls.TlsEngine;
import berth.server.Limits;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a development service is to be started.
///
/// The default names are loopback addresses, one for the service and one for each hub, because they
/// need no name resolution and a certificate can be issued for them: a stock SDK on the same
/// machine works without editing the hosts file.
///
/// @param data where everything is kept; made if missing
/// @param bind addresses to listen on; empty means every loopback address among the hosts
/// @param httpsPort 0 for any free port, likewise the others
/// @param hubs host names by hub name, in order
/// @param postgres the shared database to keep everything in but keys and certificates, which stay
///   in `data`; null for the embedded one in `data`
public record DevOptions(
        Path data,
        List<String> bind,
        int httpsPort,
        int mqttPort,
        int amqpPort,
        HostName deviceHost,
        HostName serviceHost,
        Map<String, HubHostName> hubs,
        TlsEngine tlsEngine,
        @Nullable SharedDatabase postgres,
        Limits limits) {
    public static final int HTTPS_PORT = 443;
    public static final int HTTPS_PORT_UNPRIVILEGED = 8443;
    public static final int MQTT_PORT = 8883;
    public static final int AMQP_PORT = 5671;

    public DevOptions {
        bind = List.copyOf(bind);
        hubs = Collections.unmodifiableMap(new LinkedHashMap<>(hubs));
        if (hubs.values().stream().anyMatch(hub -> isServiceHost(hub, deviceHost, serviceHost))) {
            throw new IllegalArgumentException(
                    "a hub needs a host of its own: connections are told apart by host name");
        }
    }

    private static boolean isServiceHost(HubHostName hub, HostName device, HostName service) {
        return hub.value().equals(device.value()) || hub.value().equals(service.value());
    }

    public static DevOptions defaults(Path data) {
        var hubs = new LinkedHashMap<String, HubHostName>();
        hubs.put("hub-1", new HubHostName("127.0.0.2"));
        hubs.put("hub-2", new HubHostName("127.0.0.3"));
        return new DevOptions(
                data,
                List.of(),
                HTTPS_PORT,
                MQTT_PORT,
                AMQP_PORT,
                new HostName("127.0.0.1"),
                new HostName("127.0.0.1"),
                hubs,
                TlsEngine.BORINGSSL,
                null,
                Limits.STANDARD);
    }

    public DevOptions withPorts(int https, int mqtt, int amqp) {
        return new DevOptions(
                data,
                bind,
                https,
                mqtt,
                amqp,
                deviceHost,
                serviceHost,
                hubs,
                tlsEngine,
                postgres,
                limits);
    }

    public DevOptions withHosts(
            HostName device, HostName service, Map<String, HubHostName> otherHubs) {
        return new DevOptions(
                data, bind, httpsPort, mqttPort, amqpPort, device, service, otherHubs, tlsEngine,
                postgres, limits);
    }

    public DevOptions withBind(List<String> addresses) {
        return new DevOptions(
                data,
                addresses,
                httpsPort,
                mqttPort,
                amqpPort,
                deviceHost,
                serviceHost,
                hubs,
                tlsEngine,
                postgres,
                limits);
    }

    public DevOptions withTlsEngine(TlsEngine engine) {
        return new DevOptions(
                data,
                bind,
                httpsPort,
                mqttPort,
                amqpPort,
                deviceHost,
                serviceHost,
                hubs,
                engine,
                postgres,
                limits);
    }

    public DevOptions withPostgres(@Nullable SharedDatabase database) {
        return new DevOptions(
                data,
                bind,
                httpsPort,
                mqttPort,
                amqpPort,
                deviceHost,
                serviceHost,
                hubs,
                tlsEngine,
                database,
                limits);
    }

    public DevOptions withLimits(Limits others) {
        return new DevOptions(
                data,
                bind,
                httpsPort,
                mqttPort,
                amqpPort,
                deviceHost,
                serviceHost,
                hubs,
                tlsEngine,
                postgres,
                others);
    }
}
