package berth.server;

import berth.connector.guard.GuardSettings;
import berth.net.Ports;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;

import java.net.InetAddress;
import java.util.List;

/// What a server needs besides its store.
///
/// @param node this process's name of this start, the owner of its leases
/// @param operationsRunningMax registration operations worked on at once
/// @param functions how allocation functions and event webhooks are called, and which addresses may
///   be
/// @param hubNode this process's name that stays the same from start to start: who left connections
///   of devices open
public record ServerSettings(
        String node,
        List<InetAddress> addresses,
        Ports ports,
        ServerCertificate certificate,
        TlsEngine tlsEngine,
        int operationsRunningMax,
        GuardSettings functions,
        Limits limits,
        HubOptions hubs,
        String hubNode) {
    public ServerSettings {
        addresses = List.copyOf(addresses);
    }
}
