package berth.server.dev;

import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.net.Ports;
import berth.net.tls.TlsEngine;
import berth.server.HubOptions;
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
/// @param ports 0 for any free one
/// @param postgres the shared database to keep everything in but keys and certificates, which stay
///   in `data`; null for the embedded one in `data`
public record DevOptions(
        Path data,
        List<String> bind,
        Ports ports,
        Hosts hosts,
        TlsEngine tlsEngine,
        @Nullable SharedDatabase postgres,
        Limits limits,
        HubOptions hubOptions) {
    /// By which names the service is called.
    ///
    /// @param hubs host names by hub name, in order
    public record Hosts(HostName device, HostName service, Map<String, HubHostName> hubs) {
        public Hosts {
            hubs = Collections.unmodifiableMap(new LinkedHashMap<>(hubs));
            for (var hub : hubs.values()) {
                if (hub.value().equals(device.value()) || hub.value().equals(service.value())) {
                    throw new IllegalArgumentException(
                            "a hub needs a host of its own: connections are told apart by host"
                                    + " name");
                }
            }
        }
    }

    public static final int HTTPS_PORT = 443;
    public static final int HTTPS_PORT_UNPRIVILEGED = 8443;
    public static final int MQTT_PORT = 8883;
    public static final int AMQP_PORT = 5671;

    public DevOptions {
        bind = List.copyOf(bind);
    }

    public static DevOptions defaults(Path data) {
        var hubs = new LinkedHashMap<String, HubHostName>();
        hubs.put("hub-1", new HubHostName("127.0.0.2"));
        hubs.put("hub-2", new HubHostName("127.0.0.3"));
        var name = new HostName("127.0.0.1");
        return new DevOptions(
                data,
                List.of(),
                new Ports(HTTPS_PORT, MQTT_PORT, AMQP_PORT),
                new Hosts(name, name, hubs),
                TlsEngine.BORINGSSL,
                null,
                Limits.STANDARD,
                HubOptions.DEFAULTS);
    }

    public DevOptions withPorts(int https, int mqtt, int amqp) {
        var others = new Ports(https, mqtt, amqp);
        return new DevOptions(data, bind, others, hosts, tlsEngine, postgres, limits, hubOptions);
    }

    public DevOptions withHosts(HostName device, HostName service, Map<String, HubHostName> hubs) {
        var others = new Hosts(device, service, hubs);
        return new DevOptions(data, bind, ports, others, tlsEngine, postgres, limits, hubOptions);
    }

    public DevOptions withBind(List<String> addresses) {
        return new DevOptions(
                data, addresses, ports, hosts, tlsEngine, postgres, limits, hubOptions);
    }

    public DevOptions withTlsEngine(TlsEngine engine) {
        return new DevOptions(data, bind, ports, hosts, engine, postgres, limits, hubOptions);
    }

    public DevOptions withPostgres(@Nullable SharedDatabase database) {
        return new DevOptions(data, bind, ports, hosts, tlsEngine, database, limits, hubOptions);
    }

    public DevOptions withHubOptions(HubOptions others) {
        return new DevOptions(data, bind, ports, hosts, tlsEngine, postgres, limits, others);
    }

    public DevOptions withLimits(Limits others) {
        return new DevOptions(data, bind, ports, hosts, tlsEngine, postgres, others, hubOptions);
    }
}
