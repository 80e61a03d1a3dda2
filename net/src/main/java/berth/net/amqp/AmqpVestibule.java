package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/// A peer that has not shown yet whom it wants: all houses wait for it, and it is led to one of
/// them as soon as it says something. Owned by the session's thread.
final class AmqpVestibule implements AmqpConversation {
    /// @param host its side of the connection
    private record Door(AmqpHouses.House house, AmqpConversation host) {}

    private final AmqpConnection connection;
    private final List<Door> doors = new ArrayList<>();
    private @Nullable AmqpConversation chosen;

    AmqpVestibule(AmqpConnection connection, List<AmqpHouses.House> houses) {
        this.connection = connection;
        for (AmqpHouses.House house : houses) {
            doors.add(new Door(house, house.endpoint().begin(connection)));
        }
    }

    static String folded(String hostName) {
        int port = hostName.indexOf(':');
        return (port < 0 ? hostName : hostName.substring(0, port)).toLowerCase(Locale.ROOT);
    }

    /// Those of all houses.
    @Override
    public List<String> mechanisms() {
        var mechanisms = new LinkedHashSet<String>();
        doors.forEach(door -> mechanisms.addAll(door.host().mechanisms()));
        return List.copyOf(mechanisms);
    }

    @Override
    public void saslStarted(String mechanism, ByteString initialResponse) {
        chooseByName(connection.saslHostName());
        if (chosen == null) {
            chooseByProof(mechanism, initialResponse);
        }
        if (chosen == null) {
            // Only the certificate counts, and it says nothing before the open frame.
            connection.authenticated();
        } else {
            chosen.saslStarted(mechanism, initialResponse);
        }
    }

    private void chooseByName(String hostName) {
        String folded = folded(hostName);
        doors.stream()
                .filter(door -> !folded.isEmpty() && door.house().named().test(folded))
                .findFirst()
                .ifPresent(this::choose);
    }

    private void chooseByProof(String mechanism, ByteString response) {
        var able =
                doors.stream()
                        .filter(door -> door.host().mechanisms().contains(mechanism))
                        .toList();
        if (able.size() < 2) {
            choose(able.isEmpty() ? doors.getFirst() : able.getFirst());
        } else if (mechanism.equals("PLAIN")) {
            String user = plainUser(response);
            choose(
                    able.stream()
                            .filter(door -> door.house().plainUser().test(user))
                            .findFirst()
                            .orElse(able.getFirst()));
        }
    }

    /// `authzid 0x00 authcid 0x00 password`, of which the second. Source: RFC 4616, section 2.
    private static String plainUser(ByteString response) {
        var parts = new String(response.toByteArray(), StandardCharsets.UTF_8).split("\0", -1);
        return parts.length < 2 ? "" : parts[1];
    }

    private AmqpConversation choose(Door door) {
        doors.remove(door);
        doors.forEach(other -> other.host().closed());
        chosen = door.host();
        return chosen;
    }

    private AmqpConversation chosen() {
        if (chosen == null) {
            throw new IllegalStateException("nothing comes before the open frame but SASL");
        }
        return chosen;
    }

    @Override
    public void saslAnswered(ByteString response) {
        chosen().saslAnswered(response);
    }

    @Override
    public AmqpOpening opened(String hostName) {
        if (chosen == null) {
            chooseByName(hostName);
        }
        return (chosen == null ? choose(doors.getFirst()) : chosen).opened(hostName);
    }

    @Override
    public void attached(AmqpLink link) {
        chosen().attached(link);
    }

    @Override
    public void detached(AmqpLink link) {
        chosen().detached(link);
    }

    @Override
    public void received(AmqpDelivery delivery) {
        chosen().received(delivery);
    }

    @Override
    public void credited(AmqpLink link) {
        chosen().credited(link);
    }

    @Override
    public void settled(AmqpSent sent, AmqpOutcome outcome) {
        chosen().settled(sent, outcome);
    }

    @Override
    public void closed() {
        if (chosen == null) {
            doors.forEach(door -> door.host().closed());
        } else {
            chosen.closed();
        }
    }
}
