package berth.store.sql;

import berth.core.hub.TwinData;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStore;
import berth.store.document.AdmissionSecretsDocument;
import berth.store.document.FailureDocument;
import berth.store.document.PlanDocument;
import berth.store.document.RegistrationDocument;
import berth.store.document.StoredJson;
import berth.store.document.TwinDocument;
import berth.store.sealing.Sealing;
import berth.wire.json.BadDocument;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Rows of operations, each with a checksum; keys and plan are sealed.
final class OperationRows {
    private static final String AUTHENTICATION = "authentication";
    private static final String PLAN = "plan";
    private static final String CAPTURED = "captured";

    private final Sealing sealing;
    private final AtomicInteger turn = new AtomicInteger();

    OperationRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String COLUMNS =
            """
            scope, operation_id, registration_id, active_key, generation, state, attempt,
            created_in_hub, target, document, failure, authentication, plan, captured, next_run,
            deadline, lease_owner, lease_until, lease_epoch, created_at, finished_at, checksum
            """;

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM operation WHERE scope = ? AND operation_id = ?";

    Optional<Operation> find(Session session, IdScope scope, OperationId id) throws SQLException {
        return session.query(FIND).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String LOCK_RUNNING =
            "SELECT " + COLUMNS + " FROM operation WHERE active_key = ? {lock}";

    /// The operation that runs for a registration.
    Optional<Operation> lockRunning(Session session, IdScope scope, RegistrationId id)
            throws SQLException {
        return session.query(LOCK_RUNNING)
                .bind(OperationColumns.activeKey(scope.value(), id.value()))
                .first(this::read);
    }

    private static final String RUNNING_AND_NOW =
            """
            SELECT {now} AS now, %s
            FROM (SELECT 1 AS one) AS always
            LEFT JOIN operation ON active_key = ?
            """
                    .formatted(COLUMNS);

    /// What a decision sees: the registration, already locked, what runs for it, what an earlier
    /// one left, and the time.
    RegistrationStore.Current current(
            Session session,
            IdScope scope,
            RegistrationId id,
            Optional<Registration> registration,
            Optional<RegistrationStore.Removed> removed)
            throws SQLException {
        return session.query(RUNNING_AND_NOW)
                .now()
                .bind(OperationColumns.activeKey(scope.value(), id.value()))
                .one(
                        row ->
                                new RegistrationStore.Current(
                                        registration.orElse(null),
                                        row.textOrNull("operation_id") == null ? null : read(row),
                                        removed.orElse(null),
                                        row.instant("now")));
    }

    /// Scopes with operations that run, found by skipping from one to the next.
    private static final String SCOPES =
            """
            WITH RECURSIVE found (scope) AS (
                SELECT MIN(scope) FROM operation WHERE finished_at IS NULL
                UNION ALL
                SELECT (
                    SELECT MIN(scope) FROM operation
                    WHERE finished_at IS NULL AND scope > found.scope)
                FROM found WHERE found.scope IS NOT NULL)
            SELECT scope FROM found WHERE scope IS NOT NULL
            """;

    private static final String CLAIM =
            """
            WITH due AS MATERIALIZED (
                SELECT scope, operation_id FROM operation
                WHERE finished_at IS NULL AND scope = ? AND next_run <= ? AND lease_until <= ?
                    AND state IN (%s)
                ORDER BY next_run
                LIMIT ?
                {skipLocked})
            UPDATE operation
            SET lease_owner = ?, lease_until = ?, lease_epoch = lease_epoch + 1
            WHERE (scope, operation_id) IN (SELECT scope, operation_id FROM due)
            RETURNING %s
            """
                    .formatted(
                            QuotedNames.of(
                                    EnumSet.complementOf(EnumSet.of(OperationState.UNKNOWN))),
                            COLUMNS);

    /// Each scope gets an equal share; what some leave over goes to those that have more. A corrupt
    /// operation is reported and left out; it is taken all the same, so that it does not stand in
    /// the way of the next claim.
    RegistrationStore.Claimed claim(Session session, String owner, Duration lease, int limit)
            throws SQLException {
        var now = session.now();
        var scopes = session.query(SCOPES).all(row -> row.text("scope"));
        var waiting = new ArrayList<>(scopes);
        Collections.rotate(waiting, -Math.floorMod(turn.getAndIncrement(), scopes.size() + 1));
        var claimed = new ArrayList<Operation>();
        int left = limit;
        while (left > 0 && !waiting.isEmpty()) {
            int share = Math.max(1, left / waiting.size());
            var still = new ArrayList<String>();
            for (var scope : waiting) {
                int wanted = Math.min(share, left);
                var some =
                        wanted == 0
                                ? List.<Operation>of()
                                : claim(session, scope, now, owner, lease, wanted);
                claimed.addAll(some);
                left -= some.size();
                if (some.size() == wanted && wanted > 0) {
                    still.add(scope);
                }
            }
            waiting = still;
        }
        return new RegistrationStore.Claimed(claimed, now);
    }

    private List<Operation> claim(
            Session session, String scope, Instant now, String owner, Duration lease, int limit)
            throws SQLException {
        var claimed =
                session.query(CLAIM)
                        .bind(scope)
                        .bind(now)
                        .bind(now)
                        .bind(limit)
                        .bind(owner)
                        .bind(now.plus(lease))
                        .sound(this::read);
        // The order in which an update returns its rows is nobody's promise.
        return claimed.stream().sorted(Comparator.comparing(Operation::nextRun)).toList();
    }

    private static final String RELEASE =
            """
            UPDATE operation SET lease_until = 0
            WHERE finished_at IS NULL AND lease_until > 0
            """;

    int releaseLeases(Session session) throws SQLException {
        return session.query(RELEASE).run();
    }

    private static final String RUNNING =
            "SELECT scope, COUNT(*) AS running FROM operation WHERE finished_at IS NULL GROUP BY"
                    + " scope";

    Map<IdScope, Integer> running(Session session) throws SQLException {
        return session
                .query(RUNNING)
                .all(
                        row ->
                                Map.entry(
                                        new IdScope(row.text("scope")),
                                        Math.toIntExact(row.number("running"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static final String RELEASE_OF_OWNER =
            """
            UPDATE operation SET lease_until = 0
            WHERE finished_at IS NULL AND lease_until > 0 AND lease_owner = ?
            """;

    int releaseLeases(Session session, String owner) throws SQLException {
        return session.query(RELEASE_OF_OWNER).bind(owner).run();
    }

    private static final String FORGET =
            """
            DELETE FROM operation
            WHERE (scope, operation_id) IN (
                SELECT scope, operation_id FROM operation
                WHERE finished_at <= ?
                ORDER BY finished_at
                LIMIT ?)
            """;

    int forget(Session session, Duration olderThan, int limit) throws SQLException {
        return session.query(FORGET).bind(session.now().minus(olderThan)).bind(limit).run();
    }

    private Operation read(Row row) throws SQLException {
        var columns = OperationColumns.of(row);
        var stored = stored(columns.scope(), columns.operationId());
        if (!Arrays.equals(columns.checksum(), row.bytes("checksum"))) {
            throw stored.corrupt("checksum");
        }
        var lease =
                new Lease(
                        row.text("lease_owner"),
                        row.instant("lease_until"),
                        row.number("lease_epoch"));
        var nextRun = row.instant("next_run");
        var authentication = row.bytes(AUTHENTICATION);
        // What a newer release wrote beside a state of its own is for that release to read.
        boolean readable = OperationState.named(columns.state()) != OperationState.UNKNOWN;
        var plan = readable ? row.bytesOrNull(PLAN) : null;
        var captured = readable ? row.bytesOrNull(CAPTURED) : null;
        return stored.decode(
                () ->
                        operation(
                                columns,
                                stored.open(AUTHENTICATION, authentication),
                                plan == null ? null : stored.open(PLAN, plan),
                                captured == null ? null : stored.open(CAPTURED, captured),
                                nextRun,
                                lease));
    }

    private static Operation operation(
            OperationColumns columns,
            JsonObject authentication,
            @Nullable JsonObject plan,
            @Nullable JsonObject captured,
            Instant nextRun,
            Lease lease)
            throws BadDocument {
        var finishedAt = columns.finishedAt();
        var progress =
                new Operation.Progress(
                        OperationState.named(columns.state()),
                        plan == null ? null : PlanDocument.plan(plan),
                        Math.toIntExact(columns.target()),
                        captured == null ? null : TwinDocument.twinData(captured),
                        columns.createdInHub(),
                        Math.toIntExact(columns.attempt()),
                        failure(columns.failure()),
                        finishedAt == null ? null : Micros.instant(finishedAt));
        return new Operation(
                RegistrationDocument.intake(
                        StoredJson.object(columns.document()),
                        new RegistrationDocument.IntakeColumns(
                                new OperationId(columns.operationId()),
                                new IdScope(columns.scope()),
                                new RegistrationId(columns.registrationId()),
                                columns.generation(),
                                authentication,
                                Micros.instant(columns.deadline()),
                                Micros.instant(columns.createdAt()))),
                progress,
                nextRun,
                lease);
    }

    private static @Nullable RegistrationFailure failure(@Nullable String document)
            throws BadDocument {
        return document == null ? null : FailureDocument.failure(StoredJson.object(document));
    }

    private StoredRow stored(String scope, String operationId) {
        return new StoredRow(sealing, "operation", scope, operationId);
    }

    private static byte @Nullable [] sealed(StoredRow stored, @Nullable AssignmentPlan plan) {
        return plan == null ? null : stored.seal(PLAN, PlanDocument.of(plan));
    }

    private static byte @Nullable [] sealed(StoredRow stored, @Nullable TwinData captured) {
        return captured == null ? null : stored.seal(CAPTURED, TwinDocument.of(captured));
    }

    private static final String INSERT =
            """
            INSERT INTO operation (
                scope, operation_id, registration_id, active_key, generation, state, attempt,
                created_in_hub, target, document, failure, authentication, plan, captured,
                next_run, deadline, lease_owner, lease_until, lease_epoch, created_at, finished_at,
                checksum)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    void insert(Session session, Operation row) throws SQLException {
        var columns = OperationColumns.of(row);
        var stored = stored(columns.scope(), columns.operationId());
        session.query(INSERT)
                .bind(columns.scope())
                .bind(columns.operationId())
                .bind(columns.registrationId())
                .bind(columns.activeKey())
                .bind(columns.generation())
                .bind(columns.state())
                .bind(columns.attempt())
                .bind(columns.createdInHub())
                .bind(columns.target())
                .bind(columns.document())
                .bind(columns.failure())
                .bind(stored.seal(AUTHENTICATION, AdmissionSecretsDocument.of(row.intake())))
                .bind(sealed(stored, row.plan()))
                .bind(sealed(stored, row.progress().captured()))
                .bind(row.nextRun())
                .bind(columns.deadline())
                .bind(row.lease().owner())
                .bind(row.lease().until())
                .bind(row.lease().epoch())
                .bind(columns.createdAt())
                .bind(columns.finishedAt())
                .bind(columns.checksum())
                .run();
    }

    private static final String ADVANCE =
            """
            UPDATE operation
            SET active_key = ?, state = ?, attempt = ?, created_in_hub = ?, target = ?,
                failure = ?, finished_at = ?, checksum = ?, plan = COALESCE(?, plan),
                captured = COALESCE(?, captured), next_run = {now} + ?,
                lease_until = CASE WHEN ? = 1 THEN 0 ELSE {now} + ? END
            WHERE scope = ? AND operation_id = ? AND lease_epoch = ? AND state = ?
            """;

    /// Writes what may change of an operation, if it still has the state and the epoch of `before`.
    /// Plan and captured twin are written once and never again.
    boolean advance(Session session, Operation before, Operation wanted, Duration delay)
            throws SQLException {
        var after = before.with(settled(session, wanted.progress()));
        var columns = OperationColumns.of(after);
        var stored = stored(columns.scope(), columns.operationId());
        boolean givesLeaseBack = after.state().isFinal() || delay.isPositive();
        return session.query(ADVANCE)
                        .bind(columns.activeKey())
                        .bind(columns.state())
                        .bind(columns.attempt())
                        .bind(columns.createdInHub())
                        .bind(columns.target())
                        .bind(columns.failure())
                        .bind(columns.finishedAt())
                        .bind(columns.checksum())
                        .bind(sealed(stored, before.plan() == null ? after.plan() : null))
                        .bind(
                                sealed(
                                        stored,
                                        before.progress().captured() == null
                                                ? after.progress().captured()
                                                : null))
                        .now()
                        .bind(Micros.of(delay))
                        .bind(givesLeaseBack)
                        .now()
                        .bind(Micros.of(Lease.DURATION))
                        .bind(columns.scope())
                        .bind(columns.operationId())
                        .bind(before.lease().epoch())
                        .bind(before.state())
                        .run()
                == 1;
    }

    /// Whatever is final has an end.
    private static Operation.Progress settled(Session session, Operation.Progress wanted)
            throws SQLException {
        return wanted.state().isFinal() && wanted.finishedAt() == null
                ? wanted.endedAs(wanted.state(), session.now())
                : wanted;
    }

    /// Ends a running operation, which the caller has locked.
    void end(Session session, Operation running, Operation ended) throws SQLException {
        if (!advance(session, running, ended, Duration.ZERO)) {
            throw new IllegalStateException("a locked operation changed: " + running.id());
        }
    }

    void cancel(Session session, Operation running) throws SQLException {
        end(
                session,
                running,
                running.with(running.progress().endedAs(OperationState.CANCELLED, session.now())));
    }
}
