package berth.store.sql;

import berth.core.change.Page;
import berth.core.enrollment.EnrollmentKey;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Placement;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.RegistrationStore;
import berth.core.registration.Substatus;
import berth.store.document.RegistrationDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/// Rows of registrations, each with a checksum.
final class RegistrationRows {
    private final Sealing sealing;

    RegistrationRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT =
            """
            SELECT scope, registration_id, enrollment_group, status, substatus, assigned_hub,
                device_id, generation, operation_id, document, etag, created_at, updated_at,
                checksum
            FROM registration
            """;

    private static final String FIND = SELECT + "WHERE scope = ? AND registration_id = ?";

    Optional<Registration> find(Session session, IdScope scope, RegistrationId id)
            throws SQLException {
        return session.query(FIND).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String LOCK = FIND + " {lock}";

    Optional<Registration> lock(Session session, IdScope scope, RegistrationId id)
            throws SQLException {
        return session.query(LOCK).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String PAGE =
            SELECT
                    + """
                    WHERE scope = ? AND enrollment_group = ? AND registration_id > ?
                    ORDER BY registration_id
                    LIMIT ?
                    """;

    Page<Registration> page(
            Session session, IdScope scope, EnrollmentGroupId group, Page.Request page)
            throws SQLException {
        var query = session.query(PAGE).bind(scope.value()).bind(group.value()).bind(page.after());
        return Pages.read(query, page, "registration_id", this::read);
    }

    private Registration read(Row row) throws SQLException {
        var columns = Columns.of(row);
        var stored =
                new StoredRow(sealing, "registration", columns.scope(), columns.registrationId());
        if (!Arrays.equals(columns.checksum(), row.bytes("checksum"))) {
            throw stored.corrupt("checksum");
        }
        return stored.decode(
                () -> {
                    var document =
                            RegistrationDocument.registration(
                                    StoredJson.object(columns.document()));
                    return new Registration(
                            new IdScope(columns.scope()),
                            new RegistrationId(columns.registrationId()),
                            document.spelling(),
                            document.enrollment(),
                            RegistrationStatus.valueOf(columns.status()),
                            columns.generation(),
                            new OperationId(columns.operationId()),
                            document.credential(),
                            document.failure(),
                            assignment(columns, document.assignment()),
                            document.block(),
                            document.leftBehind(),
                            new ETag(columns.etag()),
                            Micros.instant(columns.createdAt()),
                            Micros.instant(columns.updatedAt()));
                });
    }

    private static Registration.@Nullable Assignment assignment(
            Columns columns, RegistrationDocument.OfAssignment document) {
        var hub = columns.assignedHub();
        var deviceId = columns.deviceId();
        var substatus = columns.substatus();
        if (hub == null || deviceId == null) {
            return null;
        }
        return new Registration.Assignment(
                new Placement(new HubHostName(hub), new DeviceId(deviceId)),
                substatus == null ? Substatus.INITIAL_ASSIGNMENT : Substatus.valueOf(substatus),
                document.payload(),
                document.enrollmentEtag(),
                document.fallback(),
                document.confirmedAt());
    }

    private static final String INSERT =
            """
            INSERT INTO registration (
                enrollment_group, status, substatus, assigned_hub, device_id, generation,
                operation_id, document, etag, created_at, updated_at, checksum,
                scope, registration_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    void insert(Session session, Registration row) throws SQLException {
        write(session, INSERT, row);
    }

    private static final String UPDATE =
            """
            UPDATE registration
            SET enrollment_group = ?, status = ?, substatus = ?, assigned_hub = ?, device_id = ?,
                generation = ?, operation_id = ?, document = ?, etag = ?, created_at = ?,
                updated_at = ?, checksum = ?
            WHERE scope = ? AND registration_id = ?
            """;

    /// @return whether there was such a row
    boolean update(Session session, Registration row) throws SQLException {
        return write(session, UPDATE, row) == 1;
    }

    private static int write(Session session, String statement, Registration row)
            throws SQLException {
        var columns = Columns.of(row);
        return session.query(statement)
                .bind(columns.enrollmentGroup())
                .bind(columns.status())
                .bind(columns.substatus())
                .bind(columns.assignedHub())
                .bind(columns.deviceId())
                .bind(columns.generation())
                .bind(columns.operationId())
                .bind(columns.document())
                .bind(columns.etag())
                .bind(columns.createdAt())
                .bind(columns.updatedAt())
                .bind(columns.checksum())
                .bind(columns.scope())
                .bind(columns.registrationId())
                .run();
    }

    private static final String DELETE =
            "DELETE FROM registration WHERE scope = ? AND registration_id = ?";

    private static final String LEAVE =
            """
            INSERT INTO removed_registration (
                scope, registration_id, generation, hub, device_id, removed_at)
            VALUES (?, ?, ?, ?, ?, {now})
            """;

    /// Removes the row; its generation and the place of its identity stay known.
    void remove(Session session, Registration row) throws SQLException {
        session.query(DELETE).bind(row.scope().value()).bind(row.registrationId().value()).run();
        var place = row.place() == null ? row.leftBehind() : row.place();
        session.query(LEAVE)
                .bind(row.scope().value())
                .bind(row.registrationId().value())
                .bind(row.generation())
                .bind(place == null ? null : place.hub().value())
                .bind(place == null ? null : place.deviceId().value())
                .now()
                .run();
    }

    private static final String REMOVED =
            """
            SELECT generation, hub, device_id FROM removed_registration
            WHERE scope = ? AND registration_id = ?
            """;

    /// What an earlier registration left.
    Optional<RegistrationStore.Removed> removed(Session session, IdScope scope, RegistrationId id)
            throws SQLException {
        return session.query(REMOVED)
                .bind(scope.value())
                .bind(id.value())
                .first(RegistrationRows::removed);
    }

    private static RegistrationStore.Removed removed(Row row) throws SQLException {
        var hub = row.textOrNull("hub");
        var deviceId = row.textOrNull("device_id");
        return new RegistrationStore.Removed(
                row.number("generation"),
                hub == null || deviceId == null
                        ? null
                        : new Placement(new HubHostName(hub), new DeviceId(deviceId)));
    }

    private static final String FORGET_REMOVED =
            "DELETE FROM removed_registration WHERE scope = ? AND registration_id = ?";

    /// There is a registration again, which knows all that was left.
    void forgetRemoved(Session session, Registration row) throws SQLException {
        session.query(FORGET_REMOVED)
                .bind(row.scope().value())
                .bind(row.registrationId().value())
                .run();
    }

    /// The row as it is stored: what the checksum is made of.
    private record Columns(
            String scope,
            String registrationId,
            @Nullable String enrollmentGroup,
            String status,
            @Nullable String substatus,
            @Nullable String assignedHub,
            @Nullable String deviceId,
            long generation,
            String operationId,
            String document,
            String etag,
            long createdAt,
            long updatedAt) {

        static Columns of(Row row) throws SQLException {
            return new Columns(
                    row.text("scope"),
                    row.text("registration_id"),
                    row.textOrNull("enrollment_group"),
                    row.text("status"),
                    row.textOrNull("substatus"),
                    row.textOrNull("assigned_hub"),
                    row.textOrNull("device_id"),
                    row.number("generation"),
                    row.text("operation_id"),
                    row.text("document"),
                    row.text("etag"),
                    row.number("created_at"),
                    row.number("updated_at"));
        }

        static Columns of(Registration row) {
            var substatus = row.substatus();
            var hub = row.assignedHub();
            var deviceId = row.deviceId();
            return new Columns(
                    row.scope().value(),
                    row.registrationId().value(),
                    group(row.enrollment()),
                    row.status().name(),
                    substatus == null ? null : substatus.name(),
                    hub == null ? null : hub.value(),
                    deviceId == null ? null : deviceId.value(),
                    row.generation(),
                    row.operationId().value(),
                    StoredJson.text(RegistrationDocument.of(row)),
                    row.etag().value(),
                    Micros.of(row.createdAt()),
                    Micros.of(row.updatedAt()));
        }

        private static @Nullable String group(EnrollmentKey enrollment) {
            return switch (enrollment) {
                case EnrollmentKey.Individual _ -> null;
                case EnrollmentKey.Group(var id) -> id.value();
            };
        }

        byte[] checksum() {
            return new RowChecksum()
                    .add(scope)
                    .add(registrationId)
                    .add(enrollmentGroup)
                    .add(status)
                    .add(substatus)
                    .add(assignedHub)
                    .add(deviceId)
                    .add(generation)
                    .add(operationId)
                    .add(document)
                    .add(etag)
                    .add(createdAt)
                    .add(updatedAt)
                    .value();
        }
    }
}
