package berth.net.amqp;

import berth.net.link.Alarm;

/// What a connection's two sides may expect of each other by when. In nanoseconds of the alarm's
/// clock. Owned by the session's thread.
final class Patience {
    /// What an open connection has come to.
    enum Due {
        NOTHING,
        /// The peer is to hear something, be it an empty frame.
        BEAT,
        /// Nothing was heard for the idle time.
        SILENCE,
        /// Nothing was asked for the quiet time.
        QUIET
    }

    /// A peer that wants to hear from us more often than this does not.
    private static final long BEAT_MILLIS_MIN = 500;

    private static final long SECOND = 1_000_000_000L;

    private final Alarm alarm;
    private long handshakeDeadline;
    private long heard;
    private long spoken;

    Patience(Alarm alarm) {
        this.alarm = alarm;
    }

    long now() {
        return alarm.now();
    }

    void heard() {
        heard = alarm.now();
    }

    void spoken() {
        spoken = alarm.now();
    }

    /// The peer has its next step to do.
    void expectHandshake(AmqpLimits limits) {
        handshakeDeadline = alarm.now() + limits.handshakeTime().toNanos();
        alarm.at(handshakeDeadline);
    }

    /// @param ours whether the next step is ours
    /// @return whether the peer has taken too long for its step; if not, the alarm is set
    boolean handshakeIsLate(boolean ours) {
        long now = alarm.now();
        if (!ours && handshakeDeadline - now <= 0) {
            return true;
        }
        alarm.at(Math.max(handshakeDeadline, now + SECOND));
        return false;
    }

    /// What is due; the alarm is set for the next time.
    ///
    /// @param used when the last request came or was answered
    /// @param busy whether requests are under way
    /// @param peerIdleMillis after how much silence of ours the peer gives us up; 0 for never
    Due look(AmqpLimits limits, long used, boolean busy, int peerIdleMillis) {
        long now = alarm.now();
        long silent = heard + limits.idleTime().toNanos();
        long quiet = quietDeadline(limits, busy ? now : used, silent);
        if (silent - now <= 0) {
            return Due.SILENCE;
        }
        if (quiet - now <= 0) {
            return Due.QUIET;
        }
        long next = Math.min(silent, quiet);
        if (peerIdleMillis == 0) {
            alarm.at(next);
            return Due.NOTHING;
        }
        boolean beats = beatAt(peerIdleMillis) - now <= 0;
        if (beats) {
            spoken = now;
        }
        alarm.at(Math.min(next, beatAt(peerIdleMillis)));
        return beats ? Due.BEAT : Due.NOTHING;
    }

    private static long quietDeadline(AmqpLimits limits, long from, long otherwise) {
        return limits.quietTime().isZero() ? otherwise : from + limits.quietTime().toNanos();
    }

    /// At half of the peer's patience. Source: AMQP 1.0, section 2.4.5.
    private long beatAt(int peerIdleMillis) {
        return spoken + Math.max(BEAT_MILLIS_MIN, peerIdleMillis / 2) * 1_000_000L;
    }
}
