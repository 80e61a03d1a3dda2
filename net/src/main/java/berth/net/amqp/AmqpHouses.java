package berth.net.amqp;

import java.util.List;
import java.util.function.Predicate;

/// Several houses behind one address: which of them a peer wants shows by the name it asks for in
/// TLS, else in SASL, else in its open frame; where it names none that is known, by how it proves
/// itself. Limits are each house's own from the open frame on.
public final class AmqpHouses implements AmqpEndpoint {
    /// @param named whether a host name in lower case is this house's
    /// @param plainUser whether a user of SASL `PLAIN` is one of this house's
    public record House(
            AmqpEndpoint endpoint, Predicate<String> named, Predicate<String> plainUser) {}

    private final List<House> houses;

    /// @param houses the first serves whoever gives no hint
    public AmqpHouses(List<House> houses) {
        this.houses = List.copyOf(houses);
    }

    @Override
    public AmqpConversation begin(AmqpConnection connection) {
        String asked = connection.peer().serverName();
        for (House house : houses) {
            if (asked != null && house.named().test(AmqpVestibule.folded(asked))) {
                return house.endpoint().begin(connection);
            }
        }
        return new AmqpVestibule(connection, houses);
    }
}
