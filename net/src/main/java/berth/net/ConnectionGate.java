package berth.net;

import berth.core.resilience.KeyedBuckets;
import berth.core.resilience.TokenBucket;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Counts connections and says which may come in. One gate for all doors of a house.
///
/// Callable from any thread; every call is a few additions under one lock.
final class ConnectionGate {
    /// What became of a connection at the gate.
    sealed interface Admission {
        /// It may start its handshake. Its counts are given back by [Place#leave].
        record Admitted(Place place) implements Admission {}

        /// It must be closed.
        record TurnedAway() implements Admission {}
    }

    /// No more addresses than this are told apart; the bound on handshakes in all holds for the
    /// rest.
    private static final int ADDRESSES_MAX = 65_536;

    private final ConnectionLimits limits;
    private final KeyedBuckets<InetAddress> rates;

    /// Handshakes in progress, of each address that has any.
    private final Map<InetAddress, Integer> handshakesOf = new HashMap<>();

    private int open;
    private int openHttp;
    private int handshakes;
    private long admitted;
    private long turnedAway;

    /// @param nanos a clock that never goes back, as [System#nanoTime]
    ConnectionGate(ConnectionLimits limits, LongSupplier nanos) {
        this.limits = limits;
        var interval = Duration.ofSeconds(1).dividedBy(limits.newPerSecond());
        var rate = new TokenBucket.Rate(interval, limits.newBurst());
        this.rates = new KeyedBuckets<>(rate, ADDRESSES_MAX, nanos);
    }

    synchronized Admission admit(InetAddress address, boolean http) {
        boolean exempt = isRateExempt(address);
        boolean welcome =
                open < limits.openMax()
                        && (!http || openHttp < limits.openHttpMax())
                        && handshakes < limits.handshakesMax()
                        && handshakesOf.getOrDefault(address, 0) < limits.handshakesPerAddressMax()
                        && (exempt || rates.wait(address).isEmpty());
        if (!welcome) {
            turnedAway++;
            return new Admission.TurnedAway();
        }
        if (!exempt) {
            rates.take(address);
        }
        admitted++;
        open++;
        handshakes++;
        if (http) {
            openHttp++;
        }
        handshakesOf.merge(address, 1, Integer::sum);
        return new Admission.Admitted(new Place(address, http));
    }

    synchronized ConnectionCounts counts() {
        return new ConnectionCounts(open, openHttp, handshakes, admitted, turnedAway);
    }

    /// How many addresses are told apart just now.
    synchronized int addressesKnown() {
        return rates.names();
    }

    private boolean isRateExempt(InetAddress address) {
        return address.isLoopbackAddress() || limits.rateExempt().contains(address);
    }

    /// What one admitted connection occupies. Every part is given back once, however often it is
    /// said.
    final class Place {
        private final InetAddress address;
        private boolean shakingHands = true;
        private boolean http;
        private boolean left;

        private Place(InetAddress address, boolean http) {
            this.address = address;
            this.http = http;
        }

        void handshakeOver() {
            synchronized (ConnectionGate.this) {
                if (shakingHands) {
                    shakingHands = false;
                    handshakes--;
                    handshakesOf.computeIfPresent(
                            address, (_, before) -> before == 1 ? null : before - 1);
                }
            }
        }

        void leaveHttp() {
            synchronized (ConnectionGate.this) {
                if (http) {
                    http = false;
                    openHttp--;
                }
            }
        }

        void leave() {
            synchronized (ConnectionGate.this) {
                handshakeOver();
                leaveHttp();
                if (!left) {
                    left = true;
                    open--;
                }
            }
        }
    }
}
