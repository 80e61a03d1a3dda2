package berth.store.sql;

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
import berth.store.document.AuthenticationDocument;
import berth.store.document.FailureDocument;
import berth.store.document.PlanDocument;
import berth.store.document.RegistrationDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;
import berth.wire.json.BadDocument;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// Rows of operations, each with a checksum; keys and plan are sealed.
final class OperationRows {
    private static final String AUTHENTICATION = "authentication";
    private static final String PLAN = "plan";

    private final Sealing sealing;

    OperationRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String COLUMNS =
            """
            scope, operation_id, registration_id, active_key, generation, state, attempt,
            created_in_hub, document, failure, authentication, plan, next_run, deadline,
            lease_owner, lease_until, lease_epoch, created_at, finished_at, checksum
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

    /// What an admission sees: the registration, already locked, what runs for it, and the time.
    RegistrationStore.Current current(
            Session session, IdScope scope, RegistrationId id, Optional<Registration> registration)
            throws SQLException {
        return session.query(RUNNING_AND_NOW)
                .now()
                .bind(OperationColumns.activeKey(scope.value(), id.value()))
                .one(
                        row ->
                                new RegistrationStore.Current(
                                        registration.orElse(null),
                                        row.textOrNull("operation_id") == null ? null : read(row),
                                        row.instant("now")));
    }

    private static final String CLAIM =
            """
            WITH due AS MATERIALIZED (
                SELECT scope, operation_id FROM operation
                WHERE finished_at IS NULL AND next_run <= ? AND lease_until <= ?
                ORDER BY next_run
                LIMIT ?
                {skipLocked})
            UPDATE operation
            SET lease_owner = ?, lease_until = ?, lease_epoch = lease_epoch + 1
            WHERE (scope, operation_id) IN (SELECT scope, operation_id FROM due)
            RETURNING %s
            """
                    .formatted(COLUMNS);

    /// A corrupt operation is reported and left out; it is taken all the same, so that it does not
    /// stand in the way of the next claim.
    RegistrationStore.Claimed claim(Session session, String owner, Duration lease, int limit)
            throws SQLException {
        var now = session.now();
        var claimed =
                session.query(CLAIM)
                        .bind(now)
                        .bind(now)
                        .bind(limit)
                        .bind(owner)
                        .bind(now.plus(lease))
                        .sound(this::read);
        // The order in which an update returns its rows is nobody's promise.
        var inOrder = claimed.stream().sorted(Comparator.comparing(Operation::nextRun)).toList();
        return new RegistrationStore.Claimed(inOrder, now);
    }

    private static final String RELEASE =
            """
            UPDATE operation SET lease_until = 0
            WHERE finished_at IS NULL AND lease_until > 0
            """;

    int releaseLeases(Session session) throws SQLException {
        return session.query(RELEASE).run();
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
        var plan = row.bytesOrNull(PLAN);
        return stored.decode(
                () ->
                        operation(
                                columns,
                                stored.open(AUTHENTICATION, authentication),
                                plan == null ? null : stored.open(PLAN, plan),
                                nextRun,
                                lease));
    }

    private static Operation operation(
            OperationColumns columns,
            JsonObject authentication,
            @Nullable JsonObject plan,
            Instant nextRun,
            Lease lease)
            throws BadDocument {
        var document = RegistrationDocument.operation(StoredJson.object(columns.document()));
        var finishedAt = columns.finishedAt();
        return new Operation(
                new OperationId(columns.operationId()),
                new IdScope(columns.scope()),
                new RegistrationId(columns.registrationId()),
                document.spelling(),
                columns.generation(),
                document.enrollment(),
                document.enrollmentEtag(),
                AuthenticationDocument.authentication(authentication),
                document.requestDigest(),
                document.apiVersion(),
                document.payload(),
                OperationState.valueOf(columns.state()),
                plan == null ? null : PlanDocument.plan(plan),
                columns.createdInHub(),
                Math.toIntExact(columns.attempt()),
                nextRun,
                Micros.instant(columns.deadline()),
                lease,
                failure(columns.failure()),
                Micros.instant(columns.createdAt()),
                finishedAt == null ? null : Micros.instant(finishedAt));
    }

    private static @Nullable RegistrationFailure failure(@Nullable String document)
            throws BadDocument {
        return document == null ? null : FailureDocument.failure(StoredJson.object(document));
    }

    private StoredRow stored(String scope, String operationId) {
        return new StoredRow(sealing, "operation", scope, operationId);
    }

    private byte @Nullable [] sealed(StoredRow stored, @Nullable AssignmentPlan plan) {
        return plan == null ? null : stored.seal(PLAN, PlanDocument.of(plan));
    }

    private static final String INSERT =
            """
            INSERT INTO operation (
                scope, operation_id, registration_id, active_key, generation, state, attempt,
                created_in_hub, document, failure, authentication, plan, next_run, deadline,
                lease_owner, lease_until, lease_epoch, created_at, finished_at, checksum)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                .bind(columns.document())
                .bind(columns.failure())
                .bind(stored.seal(AUTHENTICATION, AuthenticationDocument.of(row.authentication())))
                .bind(sealed(stored, row.plan()))
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
            SET active_key = ?, state = ?, attempt = ?, created_in_hub = ?, failure = ?,
                finished_at = ?, checksum = ?, plan = COALESCE(?, plan), next_run = {now} + ?,
                lease_until = CASE WHEN ? = 1 THEN 0 ELSE lease_until END
            WHERE scope = ? AND operation_id = ? AND lease_epoch = ? AND state = ?
            """;

    /// Writes what may change of an operation, if it still has the state and the epoch of `before`.
    /// A plan is written once and never again.
    boolean advance(Session session, Operation before, Operation wanted, Duration delay)
            throws SQLException {
        var after = settled(session, before, wanted);
        var columns = OperationColumns.of(after);
        var newPlan = before.plan() == null ? after.plan() : null;
        boolean givesLeaseBack = after.state().isFinal() || delay.isPositive();
        return session.query(ADVANCE)
                        .bind(columns.activeKey())
                        .bind(columns.state())
                        .bind(columns.attempt())
                        .bind(columns.createdInHub())
                        .bind(columns.failure())
                        .bind(columns.finishedAt())
                        .bind(columns.checksum())
                        .bind(sealed(stored(columns.scope(), columns.operationId()), newPlan))
                        .now()
                        .bind(Micros.of(delay))
                        .bind(givesLeaseBack)
                        .bind(columns.scope())
                        .bind(columns.operationId())
                        .bind(before.lease().epoch())
                        .bind(before.state())
                        .run()
                == 1;
    }

    /// `wanted` as far as an operation may change, and whatever is final has an end.
    private static Operation settled(Session session, Operation before, Operation wanted)
            throws SQLException {
        if (!wanted.state().isFinal()) {
            return changed(before, wanted, wanted.state(), null);
        }
        var finishedAt = wanted.finishedAt();
        return changed(
                before, wanted, wanted.state(), finishedAt == null ? session.now() : finishedAt);
    }

    /// Ends a running operation, which the caller has locked.
    void cancel(Session session, Operation running) throws SQLException {
        var cancelled = changed(running, running, OperationState.CANCELLED, session.now());
        if (!advance(session, running, cancelled, Duration.ZERO)) {
            throw new IllegalStateException("a locked operation changed: " + running.id());
        }
    }

    /// What was settled at the admission stays, and so does a plan.
    private static Operation changed(
            Operation before,
            Operation wanted,
            OperationState state,
            @Nullable Instant finishedAt) {
        return new Operation(
                before.id(),
                before.scope(),
                before.registrationId(),
                before.spelling(),
                before.generation(),
                before.enrollment(),
                before.enrollmentEtag(),
                before.authentication(),
                before.requestDigest(),
                before.apiVersion(),
                before.payload(),
                state,
                before.plan() == null ? wanted.plan() : before.plan(),
                wanted.createdInHub(),
                wanted.attempt(),
                wanted.nextRun(),
                before.deadline(),
                before.lease(),
                wanted.failure(),
                before.createdAt(),
                finishedAt);
    }
}
