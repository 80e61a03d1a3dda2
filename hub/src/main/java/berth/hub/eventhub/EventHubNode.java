package berth.hub.eventhub;

import berth.core.error.StoreUnavailable;
import berth.core.id.HubHostName;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpSent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A hub's telemetry on one connection: the links of consumers and of the management node. Whoever
/// leads the connection asks [#serves] about each new link and passes on what happens to those it
/// gave away.
///
/// Owned by the connection's session thread.
public final class EventHubNode {
    private static final Logger LOG = LoggerFactory.getLogger(EventHubNode.class);
    private static final Pattern EPOCH = Pattern.compile("-?[0-9]{1,18}");
    private static final String UNAUTHORIZED = "amqp:unauthorized-access";

    private final EventHubs eventHubs;
    private final AmqpConnection connection;
    private final HubHostName hub;
    private final ConsumerAccess access;
    private final Management management;
    private final Map<AmqpLink, PartitionReader> readers = new HashMap<>();
    private final Set<AmqpLink> answerLinks = new HashSet<>();
    private final Set<AmqpLink> links = new HashSet<>();

    EventHubNode(
            EventHubs eventHubs,
            AmqpConnection connection,
            HubHostName hub,
            ConsumerAccess access) {
        this.eventHubs = eventHubs;
        this.connection = connection;
        this.hub = hub;
        this.access = access;
        this.management = new Management(eventHubs.log(), eventHubs.partitions(), hub);
    }

    /// Whether links to `path` are ours.
    ///
    /// @param path of the link's address, without scheme and host
    public static boolean serves(String path) {
        return isManagement(path) || PartitionAddress.parse(path).isPresent();
    }

    /// Whether `path` is the management node, which anybody may ask.
    static boolean isManagement(String path) {
        return path.equals(Management.ADDRESS) || path.endsWith("/" + Management.ADDRESS);
    }

    /// A link to a path that [#serves] is accepted or refused, at once or later.
    public void attached(AmqpLink link, String path) {
        links.add(link);
        if (isManagement(path)) {
            // Nothing is told there without a token: it comes with each request, or came before.
            if (!link.incoming()) {
                answerLinks.add(link);
            }
            link.accept();
            return;
        }
        var address = PartitionAddress.parse(path).filter(known -> known.isOf(hub));
        if (address.isEmpty() || address.get().partition() >= eventHubs.partitions()) {
            link.refuse(AmqpError.of("amqp:not-found", "no such partition of this hub"));
        } else if (link.incoming()) {
            link.refuse(
                    AmqpError.of(
                            "amqp:not-allowed",
                            "telemetry is sent by devices, by links of their own"));
        } else if (!access.granted(address.get().path())) {
            link.refuse(
                    AmqpError.of(
                            UNAUTHORIZED,
                            "no good token with the right ServiceConnect for this event hub"
                                    + " was put on $cbs"));
        } else {
            read(link, address.get());
        }
    }

    private void read(AmqpLink link, PartitionAddress address) {
        var filter = link.selector();
        Optional<StartPosition> start =
                filter.isEmpty()
                        ? Optional.of(StartPosition.BEGINNING)
                        : StartPosition.parse(filter.get());
        var epoch = link.property("com.microsoft:epoch");
        if (start.isEmpty()) {
            link.refuse(AmqpError.of("amqp:invalid-field", "the filter cannot be read"));
        } else if (epoch.isPresent() && !EPOCH.matcher(epoch.get()).matches()) {
            link.refuse(AmqpError.of("amqp:invalid-field", "the epoch is no number"));
        } else {
            var reader =
                    new PartitionReader(
                            eventHubs,
                            connection,
                            hub,
                            link,
                            address,
                            epoch.map(Long::valueOf).orElse(null));
            readers.put(link, reader);
            reader.begin(start.get());
        }
    }

    /// A message came on a link of ours: a question to the management node.
    public void received(AmqpDelivery delivery) {
        if (!(delivery.content() instanceof AmqpMessage request)) {
            delivery.reject(AmqpError.of("amqp:decode-error", "no message that can be read"));
            return;
        }
        var path = "/" + Management.text(request, Management.NAME);
        boolean granted = access.granted(path);
        connection.work(
                () -> {
                    var answer = answer(request, path, granted);
                    connection.later(
                            Duration.ZERO,
                            () -> {
                                delivery.accept();
                                send(delivery.link(), answer);
                            });
                });
    }

    private AmqpMessage answer(AmqpMessage request, String path, boolean granted) {
        try {
            var token = Management.text(request, Management.TOKEN);
            boolean may = granted || (!token.isEmpty() && access.judge(token, path));
            return may ? management.answer(request) : Management.refused(request);
        } catch (StoreUnavailable e) {
            LOG.warn("the management node of {} cannot answer: {}", hub, e.getMessage());
            return Management.unavailable(request);
        } catch (RuntimeException e) {
            LOG.error("the management node of {} cannot answer", hub, e);
            return Management.unavailable(request);
        }
    }

    /// On the link of the same session, as all stock consumers attach it; else nobody wants it.
    private void send(AmqpLink asked, AmqpMessage answer) {
        for (var link : answerLinks) {
            if (link.session().equals(asked.session())) {
                if (!link.send(answer)) {
                    link.detach(
                            AmqpError.of(
                                    "amqp:resource-limit-exceeded",
                                    "too many answers wait for link credit"));
                }
                return;
            }
        }
    }

    /// The peer gave credit on a link of ours.
    public void credited(AmqpLink link) {
        var reader = readers.get(link);
        if (reader != null) {
            reader.pump();
        }
    }

    /// The peer has had its say about a message on a link of ours.
    public void settled(AmqpSent sent) {
        var reader = readers.get(sent.link());
        if (reader == null) {
            sent.settle();
        } else {
            reader.settled(sent);
        }
    }

    /// A link of ours is gone.
    public void detached(AmqpLink link) {
        links.remove(link);
        answerLinks.remove(link);
        var reader = readers.remove(link);
        if (reader != null) {
            reader.end();
        }
    }

    /// Whether no link of ours is left.
    boolean isEmpty() {
        return links.isEmpty();
    }

    /// The connection is gone.
    public void closed() {
        links.clear();
        readers.values().forEach(PartitionReader::end);
        readers.clear();
        answerLinks.clear();
    }
}
