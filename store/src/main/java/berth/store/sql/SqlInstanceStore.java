package berth.store.sql;

import berth.core.access.AccessPolicy;
import berth.core.access.Right;
import berth.core.change.Change;
import berth.core.error.CorruptRow;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonObject;
import berth.store.document.InstanceDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Instances in the database. Removing one removes its policies and links; its enrollments and
/// registrations stay until they are removed themselves.
public final class SqlInstanceStore implements InstanceStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqlInstanceStore.class);

    /// A row of one of the three tables an instance is made of.
    private sealed interface Part {
        record Head(JsonObject document, ETag etag) implements Part {}

        record Policy(AccessPolicy<Right> policy) implements Part {}

        record Link(LinkedHub hub) implements Part {}
    }

    private final Database database;
    private final Sealing sealing;
    private final AuditRows audit;
    private final PolicyRows<Right> policies;
    private final LinkedHubRows linkedHubs;
    private final Table table = new Table();

    SqlInstanceStore(Database database, Sealing sealing, AuditRows audit) {
        this.database = database;
        this.sealing = sealing;
        this.audit = audit;
        this.policies = new PolicyRows<>(sealing, Right.class);
        this.linkedHubs = new LinkedHubRows(sealing);
    }

    @Override
    public Optional<ServiceInstance> instance(IdScope scope) {
        return database.read("instance " + scope, session -> find(session, scope));
    }

    private static final String SCOPES = "SELECT scope FROM instance ORDER BY scope";

    /// A corrupt instance is reported and left out: it must not take the other tenants with it.
    @Override
    public List<ServiceInstance> instances() {
        var scopes =
                database.read(
                        "instances",
                        session ->
                                session.query(SCOPES).all(row -> new IdScope(row.text("scope"))));
        var instances = new ArrayList<ServiceInstance>();
        for (var scope : scopes) {
            try {
                instance(scope).ifPresent(instances::add);
            } catch (CorruptRow e) {
                LOG.error("left out of the instances: {}", e.getMessage());
            }
        }
        return List.copyOf(instances);
    }

    private static final String LOCK = "SELECT scope FROM instance WHERE scope = ? {lock}";

    @Override
    public <A> A changeInstance(
            IdScope scope,
            Function<Optional<ServiceInstance>, Change<ServiceInstance, A>> decision) {
        sealing.ready(scope.value());
        return database.write(
                "change of instance " + scope,
                session -> {
                    session.query(LOCK).bind(scope.value()).first(row -> row.text("scope"));
                    var before = find(session, scope);
                    return Changes.carryOut(session, before, decision.apply(before), table, audit);
                });
    }

    /// One statement, so that an instance is seen as one transaction left it.
    private static final String PARTS =
            """
            SELECT 1 AS part, 0 AS position, '' AS name, document, etag, NULL AS sealed
            FROM instance WHERE scope = ?
            UNION ALL
            SELECT 2, position, name, document, NULL, sealed
            FROM access_policy WHERE scope = ?
            UNION ALL
            SELECT 3, position, host_name, document, NULL, sealed
            FROM linked_hub WHERE scope = ?
            ORDER BY part, position
            """;

    private Optional<ServiceInstance> find(Session session, IdScope scope) throws SQLException {
        var text = scope.value();
        var parts =
                session.query(PARTS).bind(text).bind(text).bind(text).all(row -> part(text, row));
        if (parts.isEmpty() || !(parts.getFirst() instanceof Part.Head head)) {
            return Optional.empty();
        }
        var itsPolicies = new ArrayList<AccessPolicy<Right>>();
        var itsHubs = new ArrayList<LinkedHub>();
        for (var part : parts) {
            switch (part) {
                case Part.Head _ -> {}
                case Part.Policy(var policy) -> itsPolicies.add(policy);
                case Part.Link(var hub) -> itsHubs.add(hub);
            }
        }
        return Optional.of(
                stored(text)
                        .decode(
                                () ->
                                        InstanceDocument.instance(
                                                scope,
                                                head.document(),
                                                head.etag(),
                                                itsPolicies,
                                                itsHubs)));
    }

    private Part part(String scope, Row row) throws SQLException {
        return switch (Math.toIntExact(row.number("part"))) {
            case 1 ->
                    stored(scope)
                            .decode(
                                    () ->
                                            new Part.Head(
                                                    StoredJson.object(row.text("document")),
                                                    new ETag(row.text("etag"))));
            case 2 -> new Part.Policy(policies.read(scope, row));
            default -> new Part.Link(linkedHubs.read(scope, row));
        };
    }

    private StoredRow stored(String scope) {
        return new StoredRow(sealing, "instance", scope, scope);
    }

    private static final String INSERT =
            "INSERT INTO instance (document, etag, scope) VALUES (?, ?, ?)";

    private static final String UPDATE =
            "UPDATE instance SET document = ?, etag = ? WHERE scope = ?";

    private static final String DELETE = "DELETE FROM instance WHERE scope = ?";

    private final class Table implements Changes.Table<ServiceInstance> {
        @Override
        public void insert(Session session, ServiceInstance row) throws SQLException {
            write(session, INSERT, row);
        }

        @Override
        public void update(Session session, ServiceInstance before, ServiceInstance row)
                throws SQLException {
            write(session, UPDATE, row);
        }

        @Override
        public void remove(Session session, ServiceInstance before) throws SQLException {
            var scope = before.scope().value();
            policies.delete(session, scope);
            linkedHubs.delete(session, scope);
            session.query(DELETE).bind(scope).run();
        }

        private void write(Session session, String statement, ServiceInstance row)
                throws SQLException {
            var scope = row.scope().value();
            session.query(statement)
                    .bind(StoredJson.text(InstanceDocument.of(row)))
                    .bind(row.etag().value())
                    .bind(scope)
                    .run();
            policies.replace(session, scope, row.policies());
            linkedHubs.replace(session, scope, row.linkedHubs());
        }
    }
}
