package berth.cli.fleet.amqp;

import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.amqp.DpsMessages.Body;
import berth.cli.fleet.client.AmqpManners;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.core.id.ByteString;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// AMQP over one connection with one pair of links, a request at a time.
///
/// Source: dps-device-protocol, sections 3.5 and 3.6.
final class AmqpChannel implements DeviceChannel {
    private static final Logger LOG = LoggerFactory.getLogger(AmqpChannel.class);

    private final DeviceCaller caller;
    private final AmqpManners manners;
    private final ByteStream stream;
    private final AmqpPump pump;
    private final AmqpLinks links;
    private final String correlation = UUID.randomUUID().toString();
    private int requests;

    AmqpChannel(DeviceCaller caller, ByteStream stream, AmqpPump pump, AmqpLinks links) {
        this.caller = caller;
        this.manners = caller.client().amqp();
        this.stream = stream;
        this.pump = pump;
        this.links = links;
    }

    @Override
    public DeviceReply register(Duration timeout) throws IOException {
        var id = correlationId();
        var body = new Body.Json(caller.registration(false));
        return exchange(DpsMessages.register(id, body), id, timeout);
    }

    @Override
    public DeviceReply poll(String operationId, Duration timeout) throws IOException {
        var id = correlationId();
        var body =
                switch (manners.pollBody()) {
                    case NONE -> new Body.None();
                    case EMPTY_VALUE -> new Body.Value("");
                    case OPERATION_TYPE -> new Body.Value(DpsMessages.POLL);
                    case REGISTRATION -> new Body.Json(caller.registration(false));
                };
        return exchange(DpsMessages.poll(operationId, id, body), id, timeout);
    }

    private @Nullable String correlationId() {
        return switch (manners.correlation()) {
            case NONE -> null;
            case NEW_EACH_TIME -> UUID.randomUUID().toString();
            case ALWAYS_THE_SAME -> correlation;
        };
    }

    private DeviceReply exchange(ByteString message, @Nullable String id, Duration timeout)
            throws IOException {
        var deadline = Deadline.in(timeout);
        pump.until(() -> links.sender().getCredit() > 0 || refusal().isPresent(), deadline);
        var tag = Integer.toString(requests++).getBytes(StandardCharsets.US_ASCII);
        var sent = links.sender().delivery(tag);
        links.sender().send(message.toByteArray(), 0, message.length());
        links.sender().advance();
        pump.until(() -> isSettled(sent) || refusal().isPresent(), deadline);
        var outcome = sent.getRemoteState();
        sent.settle();
        var refused = refusal();
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (outcome) {
            case Rejected rejected -> AmqpRefusals.reply(rejected.getError());
            case Accepted _ -> {
                pump.until(() -> answered() || refusal().isPresent(), deadline);
                yield answered() ? answer(id) : refusal().orElseThrow();
            }
            case null -> throw new IOException("a request settled without a word");
            default -> throw new IOException("a request that was " + outcome);
        };
    }

    /// The disposition says what becomes of the request, also where its answer is quicker.
    private static boolean isSettled(Delivery sent) {
        return sent.getRemoteState() != null || sent.remotelySettled();
    }

    private boolean answered() {
        var delivery = links.receiver().current();
        return delivery != null && !delivery.isPartial() && delivery.isReadable();
    }

    private DeviceReply answer(@Nullable String id) throws IOException {
        var delivery = links.receiver().current();
        var bytes = new byte[delivery.pending()];
        links.receiver().recv(bytes, 0, bytes.length);
        links.receiver().advance();
        if (manners.settles()) {
            delivery.disposition(Accepted.getInstance());
            delivery.settle();
        }
        links.receiver().flow(1);
        pump.flush();
        return DpsMessages.answer(ByteString.of(bytes), id);
    }

    /// What the server said when it closed connection or link, if it did.
    private Optional<DeviceReply> refusal() {
        return AmqpOpening.refusal(links);
    }

    @Override
    public boolean isOpen() {
        return links.connection().getRemoteState() == EndpointState.ACTIVE
                && links.sender().getRemoteState() == EndpointState.ACTIVE
                && links.receiver().getRemoteState() == EndpointState.ACTIVE;
    }

    @Override
    public void close() {
        try {
            links.connection().close();
            pump.flush();
        } catch (IOException e) {
            LOG.trace("taking leave of a server that is gone", e);
        }
        stream.close();
    }
}
