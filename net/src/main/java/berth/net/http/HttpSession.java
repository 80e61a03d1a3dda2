package berth.net.http;

import berth.core.id.ByteString;
import berth.net.link.DrainingSession;
import berth.net.link.LinkProtocol;
import berth.net.link.ServerLink;
import berth.net.websocket.WebSocketLink;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// One HTTP/1.1 connection. Requests are answered one after the other, in the order they came; what
/// comes meanwhile waits.
///
/// Phases:
/// - HEAD to BODY: a head with a body is complete.
/// - HEAD or BODY to ANSWERING: the request is complete and handed to the endpoint.
/// - ANSWERING to HEAD: the reply is written, the connection stays.
/// - HEAD to UPGRADED: a WebSocket was asked for; the rest belongs to its protocol.
/// - HEAD or BODY to LINGERING: refused; what still comes is thrown away, so that the client gets
///   to read the refusal.
/// - any to OVER: closing, by either side.
///
/// All methods are called on the link's session thread.
final class HttpSession implements DrainingSession {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSession.class);

    private static final Duration LINGER_TIME = Duration.ofSeconds(1);
    private static final long NO_DEADLINE = Long.MAX_VALUE;
    private static final int BODY_BYTES_PER_SECOND = 8 * 1024;

    private enum Phase {
        HEAD,
        BODY,
        ANSWERING,
        UPGRADED,
        LINGERING,
        OVER
    }

    private final ServerLink link;
    private final HttpEndpoint endpoint;
    private final HttpLimits limits;
    private final Map<String, LinkProtocol> webSocketProtocols;
    private final ReplyWriter replies;
    private final Semaphore inFlight;
    private final LongSupplier nanos;

    private Phase phase = Phase.HEAD;
    private final HeadLines lines;
    private @Nullable RequestHead head;
    private @Nullable BodyReader body;
    private @Nullable ByteBuffer waiting;
    private @Nullable WebSocketLink webSocket;
    private int requests;
    private boolean draining;
    private long phaseStart;
    private long deadline = NO_DEADLINE;
    private long alarm = NO_DEADLINE;

    HttpSession(
            ServerLink link,
            HttpEndpoint endpoint,
            HttpLimits limits,
            Map<String, LinkProtocol> webSocketProtocols,
            ReplyWriter replies,
            Semaphore inFlight,
            LongSupplier nanos) {
        this.link = link;
        this.endpoint = endpoint;
        this.limits = limits;
        this.webSocketProtocols = webSocketProtocols;
        this.replies = replies;
        this.inFlight = inFlight;
        this.nanos = nanos;
        this.lines = new HeadLines(limits);
    }

    void start() {
        expectWithin(limits.headerTime());
    }

    @Override
    public void received(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            switch (phase) {
                case HEAD -> readHead(bytes);
                case BODY -> readBody(bytes);
                case ANSWERING -> keep(bytes);
                case UPGRADED -> {
                    if (webSocket != null) {
                        webSocket.received(bytes);
                    }
                    return;
                }
                case LINGERING, OVER -> {
                    return;
                }
            }
        }
    }

    @Override
    public void closed() {
        phase = Phase.OVER;
        if (webSocket != null) {
            webSocket.closed();
        }
    }

    @Override
    public void drain() {
        draining = true;
        switch (phase) {
            case HEAD -> {
                if (lines.isEmpty()) {
                    close();
                }
            }
            case UPGRADED -> {
                WebSocketLink leaving = webSocket;
                if (leaving != null && !leaving.drain()) {
                    link.whenIdle(leaving::goAway);
                }
            }
            case BODY, ANSWERING, LINGERING, OVER -> {
                // What has begun ends by itself, and the connection with it.
            }
        }
    }

    private void readHead(ByteBuffer bytes) {
        boolean first = lines.isEmpty();
        switch (lines.take(bytes)) {
            case INCOMPLETE -> {
                if (first && requests > 0) {
                    expectWithin(limits.headerTime());
                }
            }
            case COMPLETE -> {
                switch (HeadParser.parse(lines.lines())) {
                    case HeadParser.Parsed.Good(RequestHead good) -> take(good);
                    case HeadParser.Parsed.Bad(String path, String host) -> refuse(400, path, host);
                }
            }
            case MALFORMED -> refuseHead(400);
            case LINE_TOO_LONG -> refuseHead(414);
            case HEADER_TOO_LARGE -> refuseHead(431);
        }
    }

    /// Refuses a head that is not complete, by what is known of it.
    private void refuseHead(int status) {
        if (lines.lines().isEmpty()) {
            refuse(status, "", "");
            return;
        }
        switch (HeadParser.parse(lines.lines())) {
            case HeadParser.Parsed.Good(RequestHead known) ->
                    refuse(status, known.path(), known.host());
            case HeadParser.Parsed.Bad(String path, String host) -> refuse(status, path, host);
        }
    }

    private void take(RequestHead good) {
        lines.reset();
        head = good;
        requests++;
        if (good.webSocket()) {
            upgrade(good);
            return;
        }
        int bodyBytesMax = limits.bodyBytesMax().bytesMax(good.path(), good.host());
        boolean awaited = good.expectation().equalsIgnoreCase("100-continue");
        if (good.coded()) {
            refuse(415, good.path(), good.host());
        } else if (!good.expectation().isEmpty() && !awaited) {
            refuse(417, good.path(), good.host());
        } else if (good.bodyLength() > bodyBytesMax) {
            refuse(413, good.path(), good.host());
        } else if (!good.hasBody()) {
            answer(good, ByteString.EMPTY);
        } else {
            phase = Phase.BODY;
            body =
                    good.bodyLength() == RequestHead.CHUNKED
                            ? BodyReader.chunked(bodyBytesMax)
                            : BodyReader.plain((int) good.bodyLength());
            expectWithin(limits.bodyTime());
            if (awaited) {
                link.write(ReplyWriter.goOn());
            }
        }
    }

    private void readBody(ByteBuffer bytes) {
        RequestHead request = head;
        BodyReader reader = body;
        if (request == null || reader == null) {
            throw new IllegalStateException("a body without a request");
        }
        switch (reader.take(bytes)) {
            case INCOMPLETE -> {
                // The alarm looks after it.
            }
            case COMPLETE -> {
                body = null;
                answer(request, reader.body());
            }
            case MALFORMED -> refuse(400, request.path(), request.host());
            case TOO_LARGE -> refuse(413, request.path(), request.host());
        }
    }

    private void keep(ByteBuffer bytes) {
        ByteBuffer before = waiting;
        int size = bytes.remaining() + (before == null ? 0 : before.remaining());
        var all = ByteBuffer.allocate(size);
        if (before != null) {
            all.put(before);
        }
        waiting = all.put(bytes).flip();
        link.pauseReading();
    }

    private void answer(RequestHead request, ByteString content) {
        phase = Phase.ANSWERING;
        deadline = NO_DEADLINE;
        if (!inFlight.tryAcquire()) {
            HttpReply busy = refusal(503, request.path(), request.host());
            // Not at once: a train of requests must not be answered in a train of nested calls.
            link.later(Duration.ZERO, () -> answered(busy));
            return;
        }
        var whole =
                new HttpRequest(
                        request.method(),
                        request.path(),
                        request.query(),
                        request.host(),
                        request.headers(),
                        content,
                        link.peer());
        link.work(
                () -> {
                    HttpReply reply;
                    try {
                        reply = endpoint.handle(whole);
                    } catch (RuntimeException | Error e) {
                        LOG.error("{} {} failed", request.method(), request.path(), e);
                        reply = refusal(500, request.path(), request.host());
                    } finally {
                        inFlight.release();
                    }
                    HttpReply finished = reply;
                    link.later(Duration.ZERO, () -> answered(finished));
                });
    }

    private void answered(HttpReply reply) {
        RequestHead request = head;
        if (phase != Phase.ANSWERING || request == null) {
            return;
        }
        boolean last =
                draining || request.closeAfter() || requests >= limits.requestsPerConnectionMax();
        boolean toHead = request.method().equals("HEAD");
        link.write(bytes(reply, request, toHead, last));
        head = null;
        if (last) {
            close();
            return;
        }
        phase = Phase.HEAD;
        expectWithin(limits.idleTime());
        ByteBuffer next = waiting;
        if (next != null) {
            waiting = null;
            link.resumeReading();
            received(next);
        }
    }

    private ByteBuffer bytes(HttpReply reply, RequestHead request, boolean toHead, boolean last) {
        try {
            return replies.bytes(reply, toHead, last);
        } catch (IllegalArgumentException e) {
            LOG.error("the reply to {} {} is none", request.method(), request.path(), e);
            return replies.bytes(HttpReply.empty(500), toHead, last);
        }
    }

    private void upgrade(RequestHead request) {
        switch (WebSocketOffer.read(request, webSocketProtocols)) {
            case WebSocketOffer.Unacceptable() -> refuse(400, request.path(), request.host());
            case WebSocketOffer.Acceptable(String accept, String spelling, LinkProtocol inner) -> {
                phase = Phase.UPGRADED;
                deadline = NO_DEADLINE;
                head = null;
                link.leftHttp();
                link.write(ReplyWriter.switchToWebSocket(accept, spelling));
                var opened = new WebSocketLink(link, limits.webSocketMessageBytesMax());
                webSocket = opened;
                opened.start(inner);
            }
        }
    }

    private void refuse(int status, String path, String host) {
        phase = Phase.LINGERING;
        deadline = NO_DEADLINE;
        body = null;
        boolean toHead = head != null && head.method().equals("HEAD");
        HttpReply reply = refusal(status, path, host);
        ByteBuffer written;
        try {
            written = replies.bytes(reply, toHead, true);
        } catch (IllegalArgumentException e) {
            LOG.error("the refusal {} of {} is none", status, path, e);
            written = replies.bytes(HttpReply.empty(status), toHead, true);
        }
        link.write(written);
        link.later(LINGER_TIME, this::close);
    }

    private HttpReply refusal(int status, String path, String host) {
        try {
            return endpoint.refusal(status, path, host);
        } catch (RuntimeException e) {
            LOG.error("no refusal {} for {}", status, path, e);
            return HttpReply.empty(status);
        }
    }

    private void close() {
        phase = Phase.OVER;
        link.close();
    }

    /// At most two alarms run at a time: an early one re-arms itself for a deadline that has moved
    /// on, so a request usually costs none.
    private void expectWithin(Duration time) {
        phaseStart = nanos.getAsLong();
        deadline = phaseStart + time.toNanos();
        arm();
    }

    private void arm() {
        if (alarm == NO_DEADLINE || alarm - deadline > 0) {
            alarm = deadline;
            Duration rest = Duration.ofNanos(Math.max(1_000_000, deadline - nanos.getAsLong()));
            long mine = alarm;
            link.later(rest, () -> alarmRings(mine));
        }
    }

    private void alarmRings(long set) {
        if (alarm != set) {
            // An earlier one has rung since and looks after the deadline now.
            return;
        }
        long now = nanos.getAsLong();
        alarm = NO_DEADLINE;
        if (deadline == NO_DEADLINE) {
            return;
        }
        if (phase == Phase.BODY) {
            deadline = bodyDeadline();
        }
        if (deadline - now > 0) {
            arm();
        } else {
            late();
        }
    }

    private long bodyDeadline() {
        int received = body == null ? 0 : body.length();
        Duration earned = limits.bodyTime().plusSeconds(received / BODY_BYTES_PER_SECOND);
        return phaseStart
                + (earned.compareTo(limits.bodyTimeMax()) < 0 ? earned : limits.bodyTimeMax())
                        .toNanos();
    }

    private void late() {
        switch (phase) {
            case HEAD -> {
                if (lines.isEmpty()) {
                    close();
                } else {
                    refuseHead(408);
                }
            }
            case BODY -> {
                RequestHead request = head;
                refuse(
                        408,
                        request == null ? "" : request.path(),
                        request == null ? "" : request.host());
            }
            case ANSWERING, UPGRADED, LINGERING, OVER -> {
                // Nothing of the client's is due.
            }
        }
    }
}
