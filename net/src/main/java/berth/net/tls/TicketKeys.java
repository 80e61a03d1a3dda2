package berth.net.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The keys that seal session tickets on BoringSSL. A key seals for half an hour and opens for half
/// an hour more, so no ticket lives longer than an hour and no old traffic can be read with a key
/// of today. (The platform's own TLS does this by itself.)
final class TicketKeys {
    private static final Duration SEALING_TIME = Duration.ofMinutes(30);

    private final OpenSslServerSessionContext sessions;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private OpenSslSessionTicketKey sealing;
    private volatile Instant since;

    TicketKeys(OpenSslServerSessionContext sessions, InstantSource clock) {
        this.sessions = sessions;
        this.clock = clock;
        this.sealing = freshKey();
        this.since = clock.instant();
        install(sealing, null);
    }

    /// Takes the next key when its time has come, and two new ones when the clock made no sense.
    void turn() {
        Instant now = clock.instant();
        if (inTime(now)) {
            return;
        }
        synchronized (this) {
            if (inTime(now)) {
                return;
            }
            Duration age = Duration.between(since, now);
            boolean previousStillOpens =
                    !age.isNegative() && age.compareTo(SEALING_TIME.multipliedBy(2)) < 0;
            OpenSslSessionTicketKey previous = sealing;
            sealing = freshKey();
            since = now;
            install(sealing, previousStillOpens ? previous : null);
        }
    }

    private boolean inTime(Instant now) {
        return !now.isBefore(since) && now.isBefore(since.plus(SEALING_TIME));
    }

    private void install(OpenSslSessionTicketKey first, @Nullable OpenSslSessionTicketKey opening) {
        if (opening == null) {
            sessions.setTicketKeys(first);
        } else {
            sessions.setTicketKeys(first, opening);
        }
    }

    private OpenSslSessionTicketKey freshKey() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
