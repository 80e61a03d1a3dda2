package berth.net.amqp;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.link.Alarm;
import berth.net.link.ByteLink;
import berth.net.link.DrainingSession;

import org.apache.qpid.proton.engine.Sasl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

/// One AMQP connection.
///
/// Phases:
/// - GREETING to SASL or OPENING: the peer's first header.
/// - SASL to OPENING: the peer has proven itself, and sent the second header.
/// - OPENING to OPEN: the peer's open frame.
/// - OPEN to CLOSING: we have closed and wait a little for the peer to do so.
/// - any to OVER: the peer has closed, or there is nothing left to say.
///
/// All methods are called on the link's session thread, which owns everything here.
final class AmqpSession implements DrainingSession, AmqpConnection {
    private static final Logger LOG = LoggerFactory.getLogger(AmqpSession.class);

    /// How long the peer may take to read our close and answer it.
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

    /// Of what may be unsettled: so much may be unread before new messages wait.
    private static final int CONGESTED_SHARE = 8;

    private static final byte[] EMPTY_FRAME = {0, 0, 0, 8, 2, 0, 0, 0};

    /// What we would rather speak. Source: AMQP 1.0, section 2.2.
    private static final byte[] SASL_HEADER = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

    private static final AmqpError STOPPING =
            AmqpError.of("amqp:connection:forced", "the service is stopping");

    private enum Phase {
        GREETING,
        SASL,
        OPENING,
        OPEN,
        CLOSING,
        OVER
    }

    private final ByteLink link;
    private final AmqpEndpoint endpoint;
    private final String containerId;
    private final FrameReader reader;
    private final Patience patience;
    private final SaslFrames saslFrames = new SaslFrames();

    private Phase phase = Phase.GREETING;
    private AmqpLimits limits;
    private @Nullable Engine engine;
    private @Nullable AmqpConversation conversation;
    private @Nullable LinkTable links;
    private ByteBuffer waiting = ByteBuffer.allocate(0);

    private boolean saslPassed;

    /// Whether nothing more is to be sent before the peer's second header.
    private boolean saslSaid;

    private boolean draining;

    AmqpSession(
            ByteLink link,
            AmqpEndpoint endpoint,
            AmqpLimits limits,
            String containerId,
            LongSupplier nanos) {
        this.link = link;
        this.endpoint = endpoint;
        this.limits = limits;
        this.containerId = containerId;
        this.reader = new FrameReader(limits);
        this.patience = new Patience(new Alarm(link, nanos, this::look));
    }

    void start() {
        patience.heard();
        patience.expectHandshake(limits);
    }

    @Override
    public void received(ByteBuffer bytes) {
        if (phase == Phase.OVER) {
            return;
        }
        patience.heard();
        ByteBuffer all = bytes;
        if (waiting.hasRemaining()) {
            all = ByteBuffer.allocate(waiting.remaining() + bytes.remaining());
            all.put(waiting).put(bytes).flip();
        }
        read(all);
        pump();
    }

    @Override
    public void closed() {
        phase = Phase.OVER;
        if (conversation != null) {
            conversation.closed();
        }
    }

    /// Requests under way are answered; then the connection closes.
    @Override
    public void drain() {
        draining = true;
        leaveIfDrained();
        pump();
    }

    private void read(ByteBuffer bytes) {
        try {
            while (!saslFrames.isDue() && phase != Phase.OVER) {
                ByteBuffer unit = reader.next(bytes);
                if (unit == null) {
                    break;
                }
                take(unit);
                // Each by itself: the engine loses count of a session that ends before it has said
                // that it began.
                pump();
            }
            keep(bytes);
        } catch (AmqpViolation e) {
            violated(e);
        }
    }

    /// What the peer sends ahead while its credentials are being judged.
    private void keep(ByteBuffer rest) throws AmqpViolation {
        if (rest.remaining() > limits.frameBytesBeforeOpenMax()) {
            throw new AmqpViolation(AmqpViolation.LIMIT, "too much sent ahead of SASL");
        }
        waiting = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
    }

    private void take(ByteBuffer unit) throws AmqpViolation {
        Engine running = engine;
        if (running == null) {
            running = greet();
        }
        if (phase == Phase.SASL && reader.phase() == FrameReader.Phase.OPENING) {
            if (!saslPassed) {
                throw new AmqpViolation(AmqpViolation.NOT_ALLOWED, "SASL is not over");
            }
            phase = Phase.OPENING;
        }
        running.input(unit);
        if (conversation != null && links != null) {
            saslFrames.tell(conversation);
            links.handleEvents();
        }
        if (running.hasFailed()) {
            LOG.debug("an AMQP peer at {} broke the protocol", peer().address());
            lingerDeaf();
        }
    }

    private Engine greet() {
        AmqpConversation begun = endpoint.begin(this);
        boolean withSasl = reader.phase() == FrameReader.Phase.SASL;
        phase = withSasl ? Phase.SASL : Phase.OPENING;
        Engine started =
                withSasl
                        ? Engine.withSasl(limits, containerId, begun.mechanisms(), saslFrames)
                        : Engine.withoutSasl(limits, containerId);
        conversation = begun;
        engine = started;
        links = new LinkTable(started, begun, new Happenings());
        return started;
    }

    @Override
    public Peer peer() {
        return link.peer();
    }

    @Override
    public AmqpLimits limits() {
        return limits;
    }

    @Override
    public String saslHostName() {
        return running().saslHostName();
    }

    @Override
    public void challenge(ByteString challenge) {
        if (answersSasl()) {
            byte[] bytes = challenge.toByteArray();
            running().sasl().send(bytes, 0, bytes.length);
            patience.expectHandshake(limits);
        }
    }

    @Override
    public void authenticated() {
        if (answersSasl()) {
            saslPassed = true;
            running().sasl().done(Sasl.SaslOutcome.PN_SASL_OK);
            pump();
            saslSaid = true;
            patience.expectHandshake(limits);
        }
    }

    @Override
    public void refuse(SaslRefusal refusal) {
        if (answersSasl()) {
            running()
                    .sasl()
                    .done(
                            switch (refusal) {
                                case CREDENTIALS -> Sasl.SaslOutcome.PN_SASL_AUTH;
                                case TEMPORARY -> Sasl.SaslOutcome.PN_SASL_TEMP;
                            });
            pump();
            over();
        }
    }

    private boolean answersSasl() {
        return saslFrames.answered() && phase == Phase.SASL;
    }

    @Override
    public void close(AmqpError error) {
        if (phase == Phase.OPEN) {
            phase = Phase.CLOSING;
            running().close(error);
            link.later(CLOSE_TIME, this::over);
        }
    }

    @Override
    public void work(Runnable task) {
        link.work(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        link.later(
                delay,
                () -> {
                    if (phase != Phase.OVER) {
                        task.run();
                        resume();
                        leaveIfDrained();
                        pump();
                    }
                });
    }

    /// What came while SASL was due.
    private void resume() {
        if (!saslFrames.isDue() && waiting.hasRemaining() && phase != Phase.OVER) {
            ByteBuffer before = waiting;
            waiting = ByteBuffer.allocate(0);
            read(before);
        }
    }

    private Engine running() {
        if (engine == null) {
            throw new IllegalStateException("nothing has been said yet");
        }
        return engine;
    }

    private AmqpConversation asked() {
        if (conversation == null) {
            throw new IllegalStateException("nobody has been asked yet");
        }
        return conversation;
    }

    private void leaveIfDrained() {
        if (!draining) {
            return;
        }
        switch (phase) {
            case GREETING, SASL, OPENING -> over();
            case OPEN -> {
                if (links == null || links.inHand() == 0) {
                    close(STOPPING);
                }
            }
            case CLOSING, OVER -> {
                // On its way.
            }
        }
    }

    private void violated(AmqpViolation violation) {
        LOG.debug("an AMQP peer at {} broke the protocol", peer().address(), violation);
        switch (phase) {
            case GREETING -> {
                link.write(ByteBuffer.wrap(SASL_HEADER));
                over();
            }
            case SASL -> over();
            case OPENING, OPEN -> {
                running()
                        .close(
                                AmqpError.of(
                                        violation.condition(),
                                        String.valueOf(violation.getMessage())));
                pump();
                lingerDeaf();
            }
            case CLOSING, OVER -> over();
        }
    }

    /// Hears nothing more, but lets the peer read why.
    private void lingerDeaf() {
        pump();
        phase = Phase.OVER;
        link.later(CLOSE_TIME, link::close);
    }

    private void over() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            link.close();
        }
    }

    private void pump() {
        if (engine == null || phase == Phase.OVER) {
            return;
        }
        if (phase != Phase.SASL) {
            if (engine.output(link::write)) {
                patience.spoken();
                requireReader();
            }
        } else if (!saslSaid) {
            engine.saslOutput(link::write);
        }
    }

    /// A peer that does not read must not cost us more than one that does not let us settle.
    private void requireReader() {
        if (link.unsentBytes() > limits.unsettledBytesMax()) {
            LOG.info("an AMQP peer at {} does not read what it asked for", peer().address());
            phase = Phase.OVER;
            link.close();
        }
    }

    /// The alarm has rung: is anything due?
    private void look() {
        switch (phase) {
            case GREETING, SASL, OPENING -> {
                if (patience.handshakeIsLate(saslFrames.isDue())) {
                    LOG.debug("an AMQP peer at {} took too long", peer().address());
                    over();
                }
            }
            case OPEN -> lookWhileOpen();
            case CLOSING, OVER -> {
                // Another task sees to the end.
            }
        }
    }

    private void lookWhileOpen() {
        long used = links == null ? patience.now() : links.used();
        boolean busy = links != null && links.inHand() > 0;
        switch (patience.look(limits, used, busy, running().peerIdleMillis())) {
            case NOTHING -> {
                // The alarm rings again.
            }
            case BEAT -> {
                pump();
                link.write(ByteBuffer.wrap(EMPTY_FRAME));
            }
            case SILENCE ->
                    close(AmqpError.of(AmqpViolation.LIMIT, "nothing was heard for the idle time"));
            case QUIET -> close(AmqpError.of("amqp:connection:forced", "no request for too long"));
        }
        pump();
    }

    /// What the links tell the session.
    private final class Happenings implements LinkTable.Owner {
        @Override
        public void opened() {
            phase = Phase.OPEN;
            patience.spoken();
            switch (asked().opened(running().hostName())) {
                case AmqpOpening.Welcome(var agreed) -> {
                    limits = agreed;
                    reader.limits(agreed);
                    running().announce(agreed);
                    running().open();
                    lookWhileOpen();
                }
                case AmqpOpening.Refused(var error) -> close(error);
            }
        }

        @Override
        public void peerClosed() {
            running().close(null);
            pump();
            over();
        }

        @Override
        public boolean talking() {
            return phase == Phase.OPEN;
        }

        @Override
        public AmqpLimits limits() {
            return limits;
        }

        @Override
        public boolean congested() {
            return link.unsentBytes() > limits.unsettledBytesMax() / CONGESTED_SHARE;
        }

        @Override
        public void later(Duration delay, Runnable task) {
            AmqpSession.this.later(delay, task);
        }

        @Override
        public long now() {
            return patience.now();
        }
    }
}
