package berth.hub.amqp;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubError;
import berth.core.hub.message.DeviceMessage;
import berth.hub.live.Outcome;
import berth.net.amqp.AmqpBatch;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpContent;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpMessage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/// Telemetry of one link: what has come is stored at once and in its order, and settled when it is
/// durable. While there is no room for it, its sender waits for that: credit bounds what it may
/// send meanwhile. Source: iot-hub-protocol, sections 3.4 and 3.5.
final class TelemetryNode implements HubNode {
    /// @param messages several of a batch
    private record Pending(AmqpDelivery delivery, List<DeviceMessage> messages) {}

    private final Guest guest;
    private final AmqpConnection connection;
    private final House house;
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private boolean busy;

    TelemetryNode(Guest guest, AmqpConnection connection, House house) {
        this.guest = guest;
        this.connection = connection;
        this.house = house;
    }

    @Override
    public void received(AmqpDelivery delivery) {
        switch (delivery.content()) {
            case AmqpMessage message -> add(delivery, List.of(MessageMap.received(message)));
            case AmqpBatch(var messages) ->
                    add(delivery, messages.stream().map(MessageMap::received).toList());
            case AmqpContent.Unreadable(var reason) ->
                    delivery.reject(house.errors().of(HubError.ARGUMENT_INVALID, reason));
        }
    }

    private void add(AmqpDelivery delivery, List<DeviceMessage> messages) {
        waiting.add(new Pending(delivery, messages));
        next();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        var batch = new ArrayList<Pending>();
        int messages = 0;
        while (!waiting.isEmpty()
                && (batch.isEmpty()
                        || messages + waiting.element().messages().size()
                                <= house.settings().batchMessagesMax())) {
            batch.add(waiting.remove());
            messages += batch.getLast().messages().size();
        }
        busy = true;
        store(batch, 0);
    }

    /// @param tries how often it was tried before
    private void store(List<Pending> batch, int tries) {
        var messages = batch.stream().flatMap(one -> one.messages().stream()).toList();
        connection.work(
                () -> {
                    var outcome = outcome(messages);
                    connection.later(Duration.ZERO, () -> stored(batch, tries, outcome));
                });
    }

    /// Blocks.
    private Outcome outcome(List<DeviceMessage> messages) {
        try {
            return guest.session().telemetry(messages);
        } catch (StoreUnavailable e) {
            return new Outcome.Refused(
                    HubError.SERVER_BUSY, "the hub cannot reach its store; try again");
        }
    }

    private void stored(List<Pending> batch, int tries, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done _ -> {
                batch.forEach(one -> one.delivery().accept());
                done();
            }
            case Outcome.Refused(var error, var message) -> refused(batch, tries, error, message);
        }
    }

    private void refused(List<Pending> batch, int tries, HubError error, String message) {
        var pauses = house.settings().telemetryPauses();
        if (error == HubError.SERVER_BUSY && tries < pauses.size()) {
            connection.later(pauses.get(tries), () -> store(batch, tries + 1));
        } else if (batch.size() > 1 && error != HubError.SERVER_BUSY) {
            // One of them is refused: the others are not.
            oneByOne(new ArrayDeque<>(batch));
        } else {
            var reason = house.errors().of(error, message);
            batch.forEach(one -> one.delivery().reject(reason));
            done();
        }
    }

    private void oneByOne(Queue<Pending> rest) {
        var one = rest.poll();
        if (one == null) {
            done();
            return;
        }
        Supplier<Outcome> blocking = () -> outcome(one.messages());
        connection.work(
                () -> {
                    var outcome = blocking.get();
                    connection.later(
                            Duration.ZERO,
                            () -> {
                                switch (outcome) {
                                    case Outcome.Done _ -> one.delivery().accept();
                                    case Outcome.Refused(var error, var message) ->
                                            one.delivery()
                                                    .reject(house.errors().of(error, message));
                                }
                                oneByOne(rest);
                            });
                });
    }

    private void done() {
        busy = false;
        next();
    }
}
