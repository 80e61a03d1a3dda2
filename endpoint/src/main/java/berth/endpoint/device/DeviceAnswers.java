package berth.endpoint.device;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonObject;
import berth.wire.json.ServiceErrorJson;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/// Makes answers: the right status, the right patience, the right words. Every refusal of the
/// device endpoint passes here, and here its precise reason goes to the log and nowhere else.
public final class DeviceAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceAnswers.class);

    /// How soon a device is to poll. One stock client replaces anything outside 2 to 5 s, so under
    /// load there is only this much to draw from. Source: dps-device-protocol section 0.9,
    /// reliability section 11.
    private static final int POLL_SECONDS = 3;

    private static final int POLL_SECONDS_MIN = 2;
    private static final int POLL_SECONDS_MAX = 5;

    /// How long a device is to leave us alone, drawn evenly so that a crowd comes back spread. The
    /// upper bound grows with the load; above 300 s one stock client turns it into one second.
    /// Source: reliability section 11.
    private static final int PATIENCE_SECONDS_MIN = 5;

    private static final int[] PATIENCE_SECONDS_MAX = {10, 30, 60, 120, 300};

    private static final int LOGGED_LENGTH_MAX = 500;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final IntSupplier load;

    /// @param load how busy the node is: 0 (at ease) to [DeviceLoad#MAX]
    public DeviceAnswers(InstantSource clock, RandomGenerator random, IntSupplier load) {
        this.clock = clock;
        this.random = random;
        this.load = load;
    }

    /// A name for one exchange, unlike all others.
    public String freshTrackingId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /// The device is to poll.
    public DeviceAnswer assigning(String trackingId, JsonObject document) {
        int seconds =
                load.getAsInt() == 0
                        ? POLL_SECONDS
                        : random.nextInt(POLL_SECONDS_MIN, POLL_SECONDS_MAX + 1);
        return new DeviceAnswer(202, null, Duration.ofSeconds(seconds), trackingId, document);
    }

    /// The device has its answer, good or bad.
    public DeviceAnswer finished(String trackingId, JsonObject document) {
        return new DeviceAnswer(200, null, null, trackingId, document);
    }

    /// A TPM is to come back with a token. No error document: a member `errorCode` or `status`
    /// would tell a device that there is nothing to come back for.
    public DeviceAnswer challenged(String trackingId, JsonObject document) {
        return new DeviceAnswer(
                ServiceError.UNAUTHORIZED.httpStatus(), null, null, trackingId, document);
    }

    /// The device is turned away.
    ///
    /// @param what was asked of whom, for the log
    public DeviceAnswer refused(String trackingId, Refusal refusal, String what) {
        LOG.atInfo()
                .addArgument(oneLine(what))
                .addArgument(refusal.error().code())
                .addArgument(oneLine(refusal.reason()))
                .addArgument(trackingId)
                .log("refused {}: {}, {} (tracking ID {})");
        var error = refusal.error();
        return new DeviceAnswer(
                error.httpStatus(),
                error,
                patience(error.httpStatus()),
                trackingId,
                document(error.code(), trackingId, shown(refusal)));
    }

    /// The document of an error that has no place among the house's own.
    public JsonObject document(int errorCode, String trackingId, String message) {
        return ServiceErrorJson.document(errorCode, trackingId, message, clock.instant());
    }

    /// How long to stay away after an answer with `status`, or null if that does not help.
    public @Nullable Duration patience(int status) {
        return status == 429 || status == 503
                ? Duration.ofSeconds(
                        random.nextInt(
                                PATIENCE_SECONDS_MIN, PATIENCE_SECONDS_MAX[load.getAsInt()] + 1))
                : null;
    }

    /// Whoever is not let in learns nothing beyond that, whatever the refusal would show.
    private static String shown(Refusal refusal) {
        return refusal.error().httpStatus() == ServiceError.UNAUTHORIZED.httpStatus()
                ? refusal.error().message()
                : refusal.shown();
    }

    /// What strangers wrote cannot forge a line of the log.
    private static String oneLine(String text) {
        var line = text.replaceAll("\\p{Cntrl}|\\p{Cs}", "?");
        return line.length() > LOGGED_LENGTH_MAX ? line.substring(0, LOGGED_LENGTH_MAX) : line;
    }
}
