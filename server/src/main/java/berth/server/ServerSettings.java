package berth.server;

import berth.net.Ports;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;

import java.net.InetAddress;
import java.util.List;

/// What a server needs besides its store.
///
/// @param node this process's name of this start, the owner of its leases
/// @param operationsRunningMax registration operations worked on at once
public record ServerSettings(
        String node,
        List<InetAddress> addresses,
        Ports ports,
        ServerCertificate certificate,
        TlsEngine tlsEngine,
        int operationsRunningMax) {
    public ServerSettings {
        addresses = List.copyOf(addresses);
    }
}
