package berth.store.sql;

import berth.core.change.Page;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.store.document.EnrollmentDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.Optional;

/// Rows of individual enrollments.
final class IndividualRows implements Changes.Table<IndividualEnrollment> {
    private static final String SEALED = "sealed";

    private static final int DECODED_MAX = 2_000;

    private final Sealing sealing;
    private final DecodedRows<IndividualEnrollment> decoded = new DecodedRows<>(DECODED_MAX);

    IndividualRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String FIND =
            """
            SELECT scope, registration_id, document, sealed, etag, created_at, updated_at
            FROM individual_enrollment
            WHERE scope = ? AND registration_id = ?
            """;

    Optional<IndividualEnrollment> find(Session session, IdScope scope, RegistrationId id)
            throws SQLException {
        return session.query(FIND).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String LOCK = FIND + "{lock}";

    Optional<IndividualEnrollment> lock(Session session, IdScope scope, RegistrationId id)
            throws SQLException {
        return session.query(LOCK).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String PAGE =
            """
            SELECT scope, registration_id, document, sealed, etag, created_at, updated_at
            FROM individual_enrollment
            WHERE scope = ? AND registration_id > ?
            ORDER BY registration_id
            LIMIT ?
            """;

    Page<IndividualEnrollment> page(Session session, IdScope scope, Page.Request page)
            throws SQLException {
        var query = session.query(PAGE).bind(scope.value()).bind(page.after());
        return Pages.read(query, page, "registration_id", this::read);
    }

    private IndividualEnrollment read(Row row) throws SQLException {
        var scope = row.text("scope");
        var id = row.text("registration_id");
        var columns = EnrollmentColumns.of(row);
        var stored = stored(scope, id);
        return decoded.of(
                scope + "/" + id,
                columns,
                stored,
                () ->
                        EnrollmentDocument.individual(
                                columns.named(scope, id),
                                StoredJson.object(columns.document()),
                                stored.openIfAny(SEALED, columns.sealedBytes())));
    }

    private StoredRow stored(String scope, String id) {
        return new StoredRow(sealing, "individual_enrollment", scope, id);
    }

    private static final String INSERT =
            """
            INSERT INTO individual_enrollment (
                document, sealed, etag, created_at, updated_at, scope, registration_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    @Override
    public void insert(Session session, IndividualEnrollment row) throws SQLException {
        write(session, INSERT, row);
    }

    private static final String UPDATE =
            """
            UPDATE individual_enrollment
            SET document = ?, sealed = ?, etag = ?, created_at = ?, updated_at = ?
            WHERE scope = ? AND registration_id = ?
            """;

    @Override
    public void update(Session session, IndividualEnrollment before, IndividualEnrollment row)
            throws SQLException {
        write(session, UPDATE, row);
    }

    private void write(Session session, String statement, IndividualEnrollment row)
            throws SQLException {
        var stored = stored(row.scope().value(), row.registrationId().value());
        session.query(statement)
                .bind(StoredJson.text(EnrollmentDocument.open(row)))
                .bind(stored.sealIfAny(SEALED, EnrollmentDocument.secrets(row)))
                .bind(row.etag().value())
                .bind(row.createdAt())
                .bind(row.updatedAt())
                .bind(row.scope().value())
                .bind(row.registrationId().value())
                .run();
    }

    private static final String DELETE =
            "DELETE FROM individual_enrollment WHERE scope = ? AND registration_id = ?";

    @Override
    public void remove(Session session, IndividualEnrollment before) throws SQLException {
        session.query(DELETE)
                .bind(before.scope().value())
                .bind(before.registrationId().value())
                .run();
    }
}
