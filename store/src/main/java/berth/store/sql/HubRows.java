package berth.store.sql;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.id.HubHostName;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Rows of embedded hubs.
final class HubRows implements Changes.Table<EmbeddedHubDefinition> {
    private final PolicyRows<HubRight> policies;

    HubRows(PolicyRows<HubRight> policies) {
        this.policies = policies;
    }

    private static final String NAMES = "SELECT host_name FROM hub ORDER BY host_name";

    List<HubHostName> names(Session session) throws SQLException {
        return session.query(NAMES).all(row -> new HubHostName(row.text("host_name")));
    }

    private static final String HOLDS = "SELECT host_name FROM hub WHERE host_name = ?";

    boolean holds(Session session, HubHostName hub) throws SQLException {
        return session.query(HOLDS)
                .bind(hub.value())
                .first(row -> row.text("host_name"))
                .isPresent();
    }

    private static final String LOCK = "SELECT host_name FROM hub WHERE host_name = ? {lock}";

    void lock(Session session, HubHostName hub) throws SQLException {
        session.query(LOCK).bind(hub.value()).first(row -> row.text("host_name"));
    }

    /// A row of a hub, or of one of its policies.
    private sealed interface Part {
        record Head(String name) implements Part {}

        record Policy(AccessPolicy<HubRight> policy) implements Part {}
    }

    /// One statement, so that a hub is seen as one transaction left it.
    private static final String PARTS =
            """
            SELECT 1 AS part, 0 AS position, name, '' AS document, NULL AS sealed
            FROM hub WHERE host_name = ?
            UNION ALL
            SELECT 2, position, name, document, sealed
            FROM access_policy WHERE scope = ?
            ORDER BY part, position
            """;

    Optional<EmbeddedHubDefinition> find(Session session, HubHostName hub) throws SQLException {
        var parts =
                session.query(PARTS).bind(hub.value()).bind(hub.value()).all(row -> part(hub, row));
        if (parts.isEmpty() || !(parts.getFirst() instanceof Part.Head(var name))) {
            return Optional.empty();
        }
        var itsPolicies =
                parts.stream()
                        .filter(Part.Policy.class::isInstance)
                        .map(part -> ((Part.Policy) part).policy())
                        .toList();
        return Optional.of(new EmbeddedHubDefinition(name, hub, itsPolicies));
    }

    private Part part(HubHostName hub, Row row) throws SQLException {
        return row.number("part") == 1
                ? new Part.Head(row.text("name"))
                : new Part.Policy(policies.read(hub.value(), row));
    }

    private static final String INSERT = "INSERT INTO hub (name, host_name) VALUES (?, ?)";

    @Override
    public void insert(Session session, EmbeddedHubDefinition row) throws SQLException {
        write(session, INSERT, row);
    }

    private static final String UPDATE = "UPDATE hub SET name = ? WHERE host_name = ?";

    @Override
    public void update(Session session, EmbeddedHubDefinition before, EmbeddedHubDefinition row)
            throws SQLException {
        write(session, UPDATE, row);
    }

    private void write(Session session, String statement, EmbeddedHubDefinition row)
            throws SQLException {
        session.query(statement).bind(row.name()).bind(row.hostName().value()).run();
        policies.replace(session, row.hostName().value(), row.policies());
    }

    private static final String DELETE = "DELETE FROM hub WHERE host_name = ?";

    @Override
    public void remove(Session session, EmbeddedHubDefinition before) throws SQLException {
        policies.delete(session, before.hostName().value());
        session.query(DELETE).bind(before.hostName().value()).run();
    }
}
