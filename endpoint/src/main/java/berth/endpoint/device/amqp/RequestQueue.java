package berth.endpoint.device.amqp;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.endpoint.device.ApiVersion;
import berth.endpoint.device.DeviceAnswer;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceOperations;
import berth.endpoint.device.DeviceOperations.Question;
import berth.net.amqp.AmqpBatch;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpContent;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/// The requests of one connection: worked off one after the other, each answered at the earliest
/// after a set time, by settling it and by a message on the link that answers go to. Owned by the
/// session's thread; asking is work. The peer's credit bounds what waits here.
final class RequestQueue {
    /// A request under way.
    ///
    /// @param arrived in nanoseconds of the queue's clock
    private record Pending(
            AmqpDelivery delivery, Question question, ApiVersion version, long arrived) {}

    private static final int UNSENT_MAX = 10;

    private final AmqpConnection connection;
    private final DeviceOperations operations;
    private final DeviceAnswers answers;
    private final Duration answerDelay;
    private final LongSupplier nanos;
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private final Queue<AmqpMessage> unsent = new ArrayDeque<>();
    private @Nullable AmqpLink answersTo;
    private boolean busy;

    RequestQueue(
            AmqpConnection connection,
            DeviceOperations operations,
            DeviceAnswers answers,
            Duration answerDelay,
            LongSupplier nanos) {
        this.connection = connection;
        this.operations = operations;
        this.answers = answers;
        this.answerDelay = answerDelay;
        this.nanos = nanos;
    }

    void add(AmqpDelivery delivery, Question question, ApiVersion version) {
        waiting.add(new Pending(delivery, question, version, nanos.getAsLong()));
        next();
    }

    /// Sends answers here from now on, and what has waited for that; null for nowhere.
    void answerTo(@Nullable AmqpLink link) {
        answersTo = link;
        while (link != null && !unsent.isEmpty()) {
            send(unsent.remove());
        }
    }

    private void next() {
        var pending = busy ? null : waiting.poll();
        if (pending == null) {
            return;
        }
        busy = true;
        connection.work(
                () -> {
                    var answer = ask(pending);
                    connection.later(Duration.ZERO, this::done);
                    connection.later(rest(pending), () -> reply(pending, answer));
                });
    }

    private void done() {
        busy = false;
        next();
    }

    private Duration rest(Pending pending) {
        var rest = answerDelay.minusNanos(nanos.getAsLong() - pending.arrived());
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /// On a virtual thread.
    private DeviceAnswer ask(Pending pending) {
        var question = pending.question();
        return switch (pending.delivery().content()) {
            case AmqpContent.Unreadable(var reason) -> refused(question, reason);
            case AmqpBatch _ -> refused(question, "several messages in one");
            case AmqpMessage message ->
                    switch (DeviceMessages.request(message)) {
                        case DeviceMessages.Request.Register(var body) ->
                                operations.register(question, pending.version(), body);
                        case DeviceMessages.Request.Poll(var operationId) ->
                                operationId.isEmpty()
                                        ? refused(question, "iotdps-operation-id is required")
                                        : operations.poll(question, operationId);
                        case DeviceMessages.Request.Lookup() -> operations.lookup(question);
                        case DeviceMessages.Request.Unknown() ->
                                refused(question, "the iotdps-operation-type is unknown");
                    };
        };
    }

    private DeviceAnswer refused(Question question, String explanation) {
        return answers.refused(
                answers.freshTrackingId(),
                Refusal.explained(ServiceError.BAD_REQUEST, explanation),
                "a message of %s/%s from %s"
                        .formatted(question.scope(), question.registrationId(), question.source()));
    }

    private void reply(Pending pending, DeviceAnswer answer) {
        if (answer.error() != null) {
            pending.delivery().reject(DeviceMessages.error(answer));
        } else if (pending.delivery().content() instanceof AmqpMessage request) {
            pending.delivery().accept();
            send(DeviceMessages.answer(answer, request));
        }
    }

    /// A device may ask before it has attached the link for answers, but not for ever.
    private void send(AmqpMessage message) {
        var link = answersTo;
        if (link == null && unsent.size() < UNSENT_MAX) {
            unsent.add(message);
        } else if (link == null) {
            exhausted("no link for answers is attached");
        } else if (!link.send(message)) {
            exhausted("too many answers wait for link credit");
        }
    }

    private void exhausted(String what) {
        connection.close(AmqpError.of("amqp:resource-limit-exceeded", what));
    }
}
