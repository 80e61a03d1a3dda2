package berth.store.sql;

import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.store.document.EnrollmentDocument;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;

/// What an enrollment of either kind is made of beside its name, as it is stored.
record EnrollmentColumns(
        String document,
        @Nullable ByteString sealed,
        String etag,
        Instant createdAt,
        Instant updatedAt) {
    static EnrollmentColumns of(Row row) throws SQLException {
        var sealed = row.bytesOrNull("sealed");
        return new EnrollmentColumns(
                row.text("document"),
                sealed == null ? null : ByteString.of(sealed),
                row.text("etag"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    byte @Nullable [] sealedBytes() {
        return sealed == null ? null : sealed.toByteArray();
    }

    EnrollmentDocument.Columns named(String scope, String name) {
        return new EnrollmentDocument.Columns(
                new IdScope(scope), name, new ETag(etag), createdAt, updatedAt);
    }
}
