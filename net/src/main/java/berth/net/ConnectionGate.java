package berth.net;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
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

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// From here on addresses that are at rest are forgotten, at most once a second.
    private static final int ADDRESSES_FEW = 4_096;

    /// No more addresses than this are told apart; the bound on handshakes in all holds for the
    /// rest.
    private static final int ADDRESSES_MAX = 65_536;

    private final ConnectionLimits limits;
    private final LongSupplier nanos;
    private final Map<InetAddress, Caller> callers = new HashMap<>();
    private long forgotAt;
    private int open;
    private int openHttp;
    private int handshakes;
    private long admitted;
    private long turnedAway;

    /// @param nanos a clock that never goes back, as [System#nanoTime]
    ConnectionGate(ConnectionLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.forgotAt = nanos.getAsLong();
    }

    synchronized Admission admit(InetAddress address, boolean http) {
        long now = nanos.getAsLong();
        Caller caller = caller(address, now);
        boolean welcome =
                open < limits.openMax()
                        && (!http || openHttp < limits.openHttpMax())
                        && handshakes < limits.handshakesMax()
                        && (caller == null
                                || (caller.handshakes < limits.handshakesPerAddressMax()
                                        && (isRateExempt(address) || caller.takeToken(now))));
        if (!welcome) {
            turnedAway++;
            return new Admission.TurnedAway();
        }
        admitted++;
        open++;
        handshakes++;
        if (http) {
            openHttp++;
        }
        if (caller != null) {
            caller.handshakes++;
        }
        return new Admission.Admitted(new Place(caller, http));
    }

    synchronized ConnectionCounts counts() {
        return new ConnectionCounts(open, openHttp, handshakes, admitted, turnedAway);
    }

    /// How many addresses are told apart just now.
    synchronized int addressesKnown() {
        return callers.size();
    }

    private boolean isRateExempt(InetAddress address) {
        return address.isLoopbackAddress() || limits.rateExempt().contains(address);
    }

    private @Nullable Caller caller(InetAddress address, long now) {
        Caller known = callers.get(address);
        if (known != null) {
            return known;
        }
        if (callers.size() >= ADDRESSES_FEW && now - forgotAt > NANOS_PER_SECOND) {
            forgotAt = now;
            callers.values().removeIf(caller -> caller.isAtRest(now));
        }
        if (callers.size() >= ADDRESSES_MAX) {
            return null;
        }
        var caller = new Caller(now);
        callers.put(address, caller);
        return caller;
    }

    /// One address: its handshakes in progress and its token bucket.
    private final class Caller {
        private int handshakes;
        private double tokens = limits.newBurst();
        private long filledAt;

        private Caller(long now) {
            this.filledAt = now;
        }

        private boolean takeToken(long now) {
            fill(now);
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }

        private boolean isAtRest(long now) {
            fill(now);
            return handshakes == 0 && tokens >= limits.newBurst();
        }

        private void fill(long now) {
            double grown = (double) (now - filledAt) * limits.newPerSecond() / NANOS_PER_SECOND;
            tokens = Math.min(limits.newBurst(), tokens + grown);
            filledAt = now;
        }
    }

    /// What one admitted connection occupies. Every part is given back once, however often it is
    /// said.
    final class Place {
        private final @Nullable Caller caller;
        private boolean shakingHands = true;
        private boolean http;
        private boolean left;

        private Place(@Nullable Caller caller, boolean http) {
            this.caller = caller;
            this.http = http;
        }

        void handshakeOver() {
            synchronized (ConnectionGate.this) {
                if (shakingHands) {
                    shakingHands = false;
                    handshakes--;
                    if (caller != null) {
                        caller.handshakes--;
                    }
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
