package berth.store.sql;

import berth.core.attestation.Attestation;
import berth.core.attestation.EnrolledCertificate;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.store.document.AttestationDocument;
import berth.store.document.EnrollmentDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Rows of enrollment groups and of the certificates by which they are found.
final class GroupRows implements Changes.Table<EnrollmentGroup> {
    private static final String SEALED = "sealed";

    /// More digests than a chain can have certificates, by far.
    private static final int DIGESTS_MAX = 256;

    private static final int DECODED_MAX = 2_000;

    private final Sealing sealing;
    private final DecodedRows<EnrollmentGroup> decoded = new DecodedRows<>(DECODED_MAX);

    GroupRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT =
            """
            SELECT scope, group_id, document, sealed, etag, created_at, updated_at
            FROM enrollment_group
            """;

    private static final String FIND = SELECT + "WHERE scope = ? AND group_id = ?";

    Optional<EnrollmentGroup> find(Session session, IdScope scope, EnrollmentGroupId id)
            throws SQLException {
        return session.query(FIND).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String LOCK = FIND + " {lock}";

    Optional<EnrollmentGroup> lock(Session session, IdScope scope, EnrollmentGroupId id)
            throws SQLException {
        return session.query(LOCK).bind(scope.value()).bind(id.value()).first(this::read);
    }

    private static final String PAGE =
            SELECT
                    + """
                    WHERE scope = ? AND group_id > ?
                    ORDER BY group_id
                    LIMIT ?
                    """;

    Page<EnrollmentGroup> page(Session session, IdScope scope, Page.Request page)
            throws SQLException {
        var query = session.query(PAGE).bind(scope.value()).bind(page.after());
        return Pages.read(query, page, "group_id", this::read);
    }

    private static final String BY_ATTESTATION =
            SELECT
                    + """
                    WHERE scope = ? AND attestation = ?
                    ORDER BY created_at, group_id
                    """;

    List<EnrollmentGroup> withSymmetricKeys(Session session, IdScope scope) throws SQLException {
        return session.query(BY_ATTESTATION)
                .bind(scope.value())
                .bind(AttestationDocument.Kind.SYMMETRIC_KEY)
                .sound(this::read);
    }

    private static final String BY_CERTIFICATES =
            SELECT
                    + """
                    WHERE scope = ? AND group_id IN (
                        SELECT group_id FROM enrollment_group_certificate
                        WHERE scope = ? AND sha256 IN (%s)
                        UNION
                        SELECT group_id FROM enrollment_group_certificate
                        WHERE scope = ? AND subject_sha256 IN (%s))
                    ORDER BY created_at, group_id
                    """;

    List<EnrollmentGroup> withCertificates(
            Session session, IdScope scope, Set<ByteString> certificates, Set<ByteString> subjects)
            throws SQLException {
        int marks = marks(Math.max(certificates.size(), subjects.size()));
        var list = String.join(", ", Collections.nCopies(marks, "?"));
        var query =
                session.query(BY_CERTIFICATES.formatted(list, list))
                        .bind(scope.value())
                        .bind(scope.value());
        bind(query, certificates, marks).bind(scope.value());
        return bind(query, subjects, marks).sound(this::read);
    }

    /// A power of two, so that there are few different statements.
    private static int marks(int digests) {
        if (digests > DIGESTS_MAX) {
            throw new IllegalArgumentException("at most " + DIGESTS_MAX + " digests at once");
        }
        return digests <= 1 ? 1 : Integer.highestOneBit(digests - 1) * 2;
    }

    private static Query bind(Query query, Collection<ByteString> digests, int marks)
            throws SQLException {
        for (var digest : digests) {
            query.bind(digest.toByteArray());
        }
        for (int i = digests.size(); i < marks; i++) {
            // No digest is empty.
            query.bind(new byte[0]);
        }
        return query;
    }

    private EnrollmentGroup read(Row row) throws SQLException {
        var scope = row.text("scope");
        var id = row.text("group_id");
        var columns = EnrollmentColumns.of(row);
        var stored = stored(scope, id);
        return decoded.of(
                scope + "/" + id,
                columns,
                stored,
                () ->
                        EnrollmentDocument.group(
                                columns.named(scope, id),
                                StoredJson.object(columns.document()),
                                stored.openIfAny(SEALED, columns.sealedBytes())));
    }

    private StoredRow stored(String scope, String id) {
        return new StoredRow(sealing, "enrollment_group", scope, id);
    }

    private static final String INSERT =
            """
            INSERT INTO enrollment_group (
                attestation, document, sealed, etag, created_at, updated_at, scope, group_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    @Override
    public void insert(Session session, EnrollmentGroup row) throws SQLException {
        write(session, INSERT, row);
        insertCertificates(session, row);
    }

    private static final String UPDATE =
            """
            UPDATE enrollment_group
            SET attestation = ?, document = ?, sealed = ?, etag = ?, created_at = ?,
                updated_at = ?
            WHERE scope = ? AND group_id = ?
            """;

    @Override
    public void update(Session session, EnrollmentGroup before, EnrollmentGroup row)
            throws SQLException {
        write(session, UPDATE, row);
        if (!before.attestation().equals(row.attestation())) {
            deleteCertificates(session, before);
            insertCertificates(session, row);
        }
    }

    private void write(Session session, String statement, EnrollmentGroup row) throws SQLException {
        var stored = stored(row.scope().value(), row.groupId().value());
        session.query(statement)
                .bind(AttestationDocument.kind(row.attestation()))
                .bind(StoredJson.text(EnrollmentDocument.open(row)))
                .bind(stored.sealIfAny(SEALED, EnrollmentDocument.secrets(row)))
                .bind(row.etag().value())
                .bind(row.createdAt())
                .bind(row.updatedAt())
                .bind(row.scope().value())
                .bind(row.groupId().value())
                .run();
    }

    private static final String DELETE =
            "DELETE FROM enrollment_group WHERE scope = ? AND group_id = ?";

    @Override
    public void remove(Session session, EnrollmentGroup before) throws SQLException {
        deleteCertificates(session, before);
        session.query(DELETE).bind(before.scope().value()).bind(before.groupId().value()).run();
    }

    private static final String DELETE_CERTIFICATES =
            "DELETE FROM enrollment_group_certificate WHERE scope = ? AND group_id = ?";

    private void deleteCertificates(Session session, EnrollmentGroup group) throws SQLException {
        session.query(DELETE_CERTIFICATES)
                .bind(group.scope().value())
                .bind(group.groupId().value())
                .run();
    }

    private static final String INSERT_CERTIFICATE =
            """
            INSERT INTO enrollment_group_certificate (scope, group_id, sha256, subject_sha256)
            VALUES (?, ?, ?, ?)
            """;

    private void insertCertificates(Session session, EnrollmentGroup group) throws SQLException {
        // Both slots may hold the same certificate.
        for (var certificate : Set.copyOf(signingCertificates(group.attestation()))) {
            session.query(INSERT_CERTIFICATE)
                    .bind(group.scope().value())
                    .bind(group.groupId().value())
                    .bind(certificate.sha256().toByteArray())
                    .bind(certificate.subjectHash().toByteArray())
                    .run();
        }
    }

    private static List<EnrolledCertificate> signingCertificates(Attestation attestation) {
        return attestation instanceof Attestation.X509Signing(var certificates)
                ? certificates.filled()
                : List.of();
    }
}
