package berth.server;

import berth.connector.hub.AzureHubs;
import berth.net.Listeners;
import berth.net.Ports;
import berth.net.tls.TlsEngine;
import berth.server.background.AssignmentDriver;
import berth.server.background.Housekeeping;
import berth.store.sql.SqlStore;

/// A running server. Closing it stops in the reverse order of starting: no new requests, then no
/// new work, then the store.
public final class BerthServer implements AutoCloseable {
    private final Listeners listeners;
    private final AssignmentDriver driver;
    private final Housekeeping housekeeping;
    private final AzureHubs azure;
    private final SqlStore store;

    BerthServer(
            Listeners listeners,
            AssignmentDriver driver,
            Housekeeping housekeeping,
            AzureHubs azure,
            SqlStore store) {
        this.listeners = listeners;
        this.driver = driver;
        this.housekeeping = housekeeping;
        this.azure = azure;
        this.store = store;
    }

    /// Starts everything over an open store, which the server closes in the end.
    ///
    /// @throws berth.net.PortUnavailable when a port cannot be opened; the store is left open
    public static BerthServer start(SqlStore store, ServerSettings settings) {
        return new Wiring(store, settings).start();
    }

    public Ports ports() {
        return listeners.ports();
    }

    public TlsEngine tlsEngine() {
        return listeners.engine();
    }

    @Override
    public void close() {
        listeners.close();
        driver.close();
        azure.close();
        housekeeping.close();
        store.close();
    }
}
