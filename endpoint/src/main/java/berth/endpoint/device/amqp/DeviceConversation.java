package berth.endpoint.device.amqp;

import berth.core.attestation.Evidence;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.endpoint.device.ApiVersion;
import berth.endpoint.device.DeviceAnswer;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceOperations;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConversation;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpOpening;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// One device's connection.
///
/// With SASL the identity is known before the first link; with a certificate it is known when the
/// first link names it, and judged then. After that one pair of links is served: requests come on
/// one, answers go out on the other. Owned by the session's thread.
///
/// Source: dps-device-protocol, sections 3.1, 3.4 and 3.6.
final class DeviceConversation implements AmqpConversation {
    private static final String API_VERSION = "com.microsoft:api-version";

    private final AmqpConnection connection;
    private final DeviceOperations operations;
    private final DeviceAnswers answers;
    private final Place place;
    private final SaslDialogue sasl;
    private final RequestQueue requests;
    private final Queue<AmqpLink> judging = new ArrayDeque<>();
    private @Nullable Identity identity;
    private @Nullable AmqpLink asksOn;
    private @Nullable AmqpLink answeredOn;
    private ApiVersion version = ApiVersion.DEFAULT;

    DeviceConversation(
            AmqpConnection connection,
            DeviceOperations operations,
            DeviceAnswers answers,
            Place place,
            SaslDialogue sasl,
            RequestQueue requests) {
        this.connection = connection;
        this.operations = operations;
        this.answers = answers;
        this.place = place;
        this.sasl = sasl;
        this.requests = requests;
    }

    @Override
    public List<String> mechanisms() {
        return sasl.mechanisms();
    }

    @Override
    public void saslStarted(String mechanism, ByteString initialResponse) {
        sasl.started(mechanism, initialResponse);
    }

    @Override
    public void saslAnswered(ByteString response) {
        sasl.answered(response);
    }

    @Override
    public AmqpOpening opened(String hostName) {
        identity = sasl.proven().orElse(null);
        return identity == null && connection.peer().certificates().isEmpty()
                ? new AmqpOpening.Refused(
                        error(
                                refused(
                                        ServiceError.UNAUTHORIZED,
                                        "neither SASL nor a client certificate that the TLS engine"
                                                + " knows")))
                : new AmqpOpening.Welcome(connection.limits());
    }

    @Override
    public void attached(AmqpLink link) {
        if (judging.isEmpty()) {
            consider(link);
        } else if (judging.size() < 2) {
            judging.add(link);
        } else {
            link.refuse(notAllowed());
        }
    }

    private void consider(AmqpLink link) {
        var named = LinkAddress.parse(link.address());
        var known = identity;
        if (named.isEmpty()) {
            link.refuse(error(refused(ServiceError.NOT_FOUND, "no such address")));
        } else if (known == null) {
            judge(link, named.get());
        } else if (known.device().means(named.get())) {
            admit(link);
        } else {
            link.refuse(error(refused(ServiceError.UNAUTHORIZED, "the address of another device")));
        }
    }

    /// The certificate is judged for the registration that the first link names.
    private void judge(AmqpLink link, LinkAddress named) {
        judging.add(link);
        var claimed =
                new Identity(named, new Evidence.Certificates(connection.peer().certificates()));
        var question = claimed.question(connection.peer().address());
        connection.work(
                () -> {
                    var refusal = operations.connect(question);
                    connection.later(Duration.ZERO, () -> judged(claimed, refusal));
                });
    }

    private void judged(Identity claimed, Optional<DeviceAnswer> refusal) {
        var links = List.copyOf(judging);
        judging.clear();
        if (refusal.isPresent()) {
            connection.close(error(refusal.get()));
        } else if (identity == null && !place.take(claimed.device())) {
            connection.close(
                    AmqpError.of(
                            "amqp:resource-limit-exceeded", "too many connections of this device"));
        } else {
            identity = claimed;
            links.forEach(this::consider);
        }
    }

    private void admit(AmqpLink link) {
        if (link.incoming() ? asksOn != null : answeredOn != null) {
            link.refuse(notAllowed());
            return;
        }
        if (link.incoming()) {
            asksOn = link;
            version =
                    link.property(API_VERSION)
                            .flatMap(ApiVersion::parse)
                            .orElse(ApiVersion.DEFAULT);
            link.accept();
        } else {
            answeredOn = link;
            link.accept();
            requests.answerTo(link);
        }
    }

    @Override
    public void detached(AmqpLink link) {
        judging.remove(link);
        if (link.equals(asksOn)) {
            asksOn = null;
        } else if (link.equals(answeredOn)) {
            answeredOn = null;
            requests.answerTo(null);
        }
    }

    @Override
    public void received(AmqpDelivery delivery) {
        var asker = identity;
        if (asker == null) {
            throw new IllegalStateException("no link is accepted before its device is known");
        }
        requests.add(delivery, asker.question(connection.peer().address()), version);
    }

    @Override
    public void closed() {
        place.leave();
    }

    private AmqpError notAllowed() {
        return error(refused(ServiceError.METHOD_NOT_ALLOWED, "one pair of links a connection"));
    }

    private DeviceAnswer refused(ServiceError error, String reason) {
        var refusal =
                error == ServiceError.UNAUTHORIZED
                        ? Refusal.of(error, reason)
                        : Refusal.explained(error, reason);
        return answers.refused(
                answers.freshTrackingId(),
                refusal,
                "an AMQP connection from " + connection.peer().address());
    }

    private static AmqpError error(DeviceAnswer refusal) {
        return DeviceMessages.error(refusal);
    }
}
