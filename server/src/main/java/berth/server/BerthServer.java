package berth.server;

import berth.net.ConnectionCounts;
import berth.net.Listeners;
import berth.net.Ports;
import berth.net.tls.TlsEngine;
import berth.store.sql.SqlStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/// A running server. Closing it stops in the reverse order of starting: no new requests, then no
/// new work, then the store.
public final class BerthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BerthServer.class);

    private final Listeners listeners;
    private final List<AutoCloseable> background;
    private final SqlStore store;

    /// @param background what works without being asked, in the order of closing
    BerthServer(Listeners listeners, List<AutoCloseable> background, SqlStore store) {
        this.listeners = listeners;
        this.background = List.copyOf(background);
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

    /// How busy the doors are.
    public ConnectionCounts connections() {
        return listeners.counts();
    }

    @Override
    public void close() {
        listeners.close();
        close(background);
        store.close();
    }

    static void close(List<AutoCloseable> parts) {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                // The others and the store must be closed all the same.
                LOG.error("{} could not be closed", part, e);
            }
        }
    }
}
