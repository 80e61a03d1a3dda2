package berth.cli.fleet;

import berth.cli.fleet.client.Phase;
import berth.cli.fleet.client.StockClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLPeerUnverifiedException;

/// The two requests of one device, over one connection that is opened again when it is gone. For
/// one thread.
final class DeviceCalls implements AutoCloseable {
    private final ChannelOpener opener;
    private final StockClient client;
    private final InstantSource clock;
    private @Nullable DeviceChannel channel;

    DeviceCalls(ChannelOpener opener, StockClient client, InstantSource clock) {
        this.opener = opener;
        this.client = client;
        this.clock = clock;
    }

    DeviceAnswer register(Duration remaining) {
        var timeout = timeout(Phase.REGISTER, remaining);
        return call(timeout, open -> open.register(timeout));
    }

    DeviceAnswer poll(String operationId, Duration remaining) {
        var timeout = timeout(Phase.POLL, remaining);
        return call(timeout, open -> open.poll(operationId, timeout));
    }

    /// The device's own deadline may be nearer than its client's patience.
    private Duration timeout(Phase phase, Duration remaining) {
        var usual = client.timeout(phase);
        return remaining.compareTo(usual) < 0 ? remaining : usual;
    }

    @FunctionalInterface
    private interface Request {
        DeviceReply over(DeviceChannel channel) throws IOException;
    }

    private DeviceAnswer call(Duration timeout, Request request) {
        try {
            var open = channel;
            if (open == null) {
                switch (opener.open(timeout)) {
                    case Opening.Open(var opened) -> open = opened;
                    case Opening.TurnedAway(var reason, var passes) -> {
                        return passes
                                ? new DeviceAnswer.NotNow(reason, null, 0)
                                : new DeviceAnswer.Refused(reason);
                    }
                }
                channel = open;
            }
            var reply = request.over(open);
            if (!open.isOpen()) {
                close();
            }
            return DeviceAnswer.of(reply, clock.instant());
        } catch (IOException e) {
            close();
            var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return isOurs(e)
                    ? new DeviceAnswer.Refused(reason)
                    : new DeviceAnswer.NotNow(reason, null, 0);
        }
    }

    /// A server that is not the trusted one, or a name that nobody knows, will not be another one
    /// in a minute: here somebody has mistyped.
    private static boolean isOurs(IOException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnusableChallenge
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLPeerUnverifiedException
                    || cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException) {
                return true;
            }
        }
        return false;
    }

    /// Hangs up; the next call connects again.
    @Override
    public void close() {
        var open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
