package berth.system;

import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.server.dev.DevOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Where one server of this test run listens: hosts that no other one uses.
///
/// Stock clients call port 443, and some cannot be told another one. So a site has loopback
/// addresses of its own where 443 may be opened. Where it may not (a normal user, a system with one
/// loopback address) a site has names that resolve nowhere and any free ports, and the clients are
/// led there by the [ConnectRelay].
///
/// @param relayed whether clients need the relay
record Site(HostName host, Map<String, HubHostName> hubs, List<String> bind, boolean relayed) {
    /// Set to `true` to try on a machine that would not need it what happens on others.
    private static final String RELAY_PROPERTY = "berth.system.relay";

    private static final int HTTPS_PORT = 443;
    private static final int ADDRESSES_TRIED_MAX = 32;
    private static final AtomicInteger SITES = new AtomicInteger();

    static Site unused() {
        if (!Boolean.getBoolean(RELAY_PROPERTY)) {
            for (int tried = 0; tried < ADDRESSES_TRIED_MAX; tried++) {
                var site = ownAddresses(SITES.incrementAndGet());
                if (site.isFree()) {
                    return site;
                }
            }
        }
        var site = ownNames(SITES.incrementAndGet());
        System.err.printf(
                "system-test: no port 443 on addresses of our own; stock clients reach %s through a"
                        + " CONNECT relay%n",
                site.host());
        return site;
    }

    /// Addresses from 127.64.0.0 on, by process and count, so that two builds do not meet.
    private static Site ownAddresses(int number) {
        long process = ProcessHandle.current().pid();
        var prefix = "127.%d.%d.".formatted(64 + (process >> 8) % 128, process % 256);
        int last = 1 + 3 * (number % 80);
        var addresses = List.of(prefix + last, prefix + (last + 1), prefix + (last + 2));
        return new Site(
                new HostName(addresses.getFirst()),
                hubs(addresses.get(1), addresses.getLast()),
                addresses,
                false);
    }

    private static Site ownNames(int number) {
        return new Site(
                new HostName("dps-%d.test".formatted(number)),
                hubs("hub-1-%d.test".formatted(number), "hub-2-%d.test".formatted(number)),
                List.of("127.0.0.1"),
                true);
    }

    private static Map<String, HubHostName> hubs(String first, String second) {
        var hubs = new LinkedHashMap<String, HubHostName>();
        hubs.put("hub-1", new HubHostName(first));
        hubs.put("hub-2", new HubHostName(second));
        return hubs;
    }

    private boolean isFree() {
        try (var _ = new ServerSocket(HTTPS_PORT, 1, InetAddress.ofLiteral(host.value()))) {
            return true;
        } catch (IOException _) {
            return false; // asked to find out: the answer is the failure
        }
    }

    DevOptions options(Path data) {
        var options = DevOptions.defaults(data).withHosts(host, host, hubs).withBind(bind);
        return relayed ? options.withPorts(0, 0, 0) : options;
    }
}
