package berth.endpoint.device.amqp;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.endpoint.device.DeviceAnswer;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceEvidence;
import berth.endpoint.device.DeviceOperations;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConnection.SaslRefusal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a device proves itself by SASL: `PLAIN` with a SAS token, `TPM`, or `EXTERNAL`, which only
/// says that its TLS certificate counts. Owned by the session's thread; judging is work.
///
/// Source: dps-device-protocol, sections 3.1 to 3.3.
final class SaslDialogue {
    private static final Logger LOG = LoggerFactory.getLogger(SaslDialogue.class);

    private static final int TEMPORARY_STATUS_MIN = 429;

    private final AmqpConnection connection;
    private final DeviceOperations operations;
    private final DeviceAnswers answers;
    private final Place place;
    private final TpmBlobs blobs;
    private @Nullable TpmExchange tpm;
    private @Nullable Identity proven;

    SaslDialogue(
            AmqpConnection connection,
            DeviceOperations operations,
            DeviceAnswers answers,
            Place place,
            TpmBlobs blobs) {
        this.connection = connection;
        this.operations = operations;
        this.answers = answers;
        this.place = place;
        this.blobs = blobs;
    }

    /// `EXTERNAL` is of no use without a certificate; `ANONYMOUS` there is none.
    List<String> mechanisms() {
        var mechanisms = new ArrayList<String>();
        if (!connection.peer().certificates().isEmpty()) {
            mechanisms.add("EXTERNAL");
        }
        mechanisms.add("PLAIN");
        mechanisms.add("TPM");
        return mechanisms;
    }

    /// Who was proven by token; empty without SASL and with `EXTERNAL`.
    Optional<Identity> proven() {
        return Optional.ofNullable(proven);
    }

    void started(String mechanism, ByteString response) {
        if (!mechanisms().contains(mechanism)) {
            refuse("the mechanism was not offered");
            return;
        }
        switch (mechanism) {
            case "PLAIN" -> plain(response);
            case "TPM" -> {
                tpm = new TpmExchange();
                step(tpm, tpm.received(response));
            }
            default -> connection.authenticated();
        }
    }

    void answered(ByteString response) {
        var exchange = tpm;
        if (exchange == null) {
            refuse("a response nobody asked for");
        } else {
            step(exchange, exchange.received(response));
        }
    }

    private void plain(ByteString response) {
        var plain = PlainResponse.parse(response);
        var device = plain.flatMap(parsed -> LinkAddress.parse(parsed.authcid()));
        if (plain.isEmpty() || device.isEmpty()) {
            refuse("the PLAIN response names no registration");
        } else {
            judge(device.get(), plain.get().password());
        }
    }

    private void step(TpmExchange exchange, TpmExchange.Step step) {
        switch (step) {
            case TpmExchange.Step.Challenge(var bytes) -> connection.challenge(bytes);
            case TpmExchange.Step.MakeBlob wanted -> connection.work(() -> make(exchange, wanted));
            case TpmExchange.Step.Token(var device, var token) -> judge(device, token);
            case TpmExchange.Step.Refused(var reason) -> refuse(reason);
        }
    }

    /// On a virtual thread.
    private void make(TpmExchange exchange, TpmExchange.Step.MakeBlob wanted) {
        Runnable next;
        try {
            var blob =
                    blobs.blob(
                            wanted.device().scope(),
                            wanted.device().registrationId(),
                            wanted.endorsementKey(),
                            wanted.storageRootKey(),
                            connection.peer().address());
            next = () -> step(exchange, exchange.blob(blob));
        } catch (RuntimeException e) {
            LOG.error("no TPM challenge could be made", e);
            next = () -> connection.refuse(SaslRefusal.TEMPORARY);
        }
        connection.later(Duration.ZERO, next);
    }

    private void judge(LinkAddress device, String token) {
        var claimed = new Identity(device, DeviceEvidence.of(token, List.of()));
        var question = claimed.question(connection.peer().address());
        connection.work(
                () -> {
                    var refusal = operations.connect(question);
                    connection.later(Duration.ZERO, () -> judged(claimed, refusal));
                });
    }

    private void judged(Identity claimed, Optional<DeviceAnswer> refusal) {
        if (refusal.isPresent()) {
            connection.refuse(
                    refusal.get().status() >= TEMPORARY_STATUS_MIN
                            ? SaslRefusal.TEMPORARY
                            : SaslRefusal.CREDENTIALS);
        } else if (place.take(claimed.device())) {
            proven = claimed;
            connection.authenticated();
        } else {
            LOG.info("{} has too many connections", claimed.device());
            connection.refuse(SaslRefusal.TEMPORARY);
        }
    }

    private void refuse(String reason) {
        // The device learns nothing but that; the reason is for the log.
        var _ =
                answers.refused(
                        answers.freshTrackingId(),
                        Refusal.of(ServiceError.UNAUTHORIZED, reason),
                        "SASL from " + connection.peer().address());
        connection.refuse(SaslRefusal.CREDENTIALS);
    }
}
