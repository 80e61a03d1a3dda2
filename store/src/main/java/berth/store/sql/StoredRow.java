package berth.store.sql;

import berth.core.error.CorruptRow;
import berth.core.json.JsonObject;
import berth.store.document.StoredJson;
import berth.store.sealing.SealedPlace;
import berth.store.sealing.Sealing;
import berth.wire.json.BadDocument;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/// One row's name, for sealing and opening its secrets and for saying which row is corrupt.
///
/// @param scope an ID scope or the host name of a hub
record StoredRow(Sealing sealing, String table, String scope, String key) {
    /// Makes a record of a row's columns.
    @FunctionalInterface
    interface Decoding<T> {
        T decode() throws BadDocument, SQLException;
    }

    /// @throws CorruptRow when the columns do not make a record
    <T> T decode(Decoding<T> decoding) throws SQLException {
        try {
            return decoding.decode();
        } catch (BadDocument | IllegalArgumentException | ArithmeticException e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    CorruptRow corrupt(String what) {
        return new CorruptRow(table, scope + "/" + key, what);
    }

    byte[] seal(String column, JsonObject secrets) {
        return sealing.seal(place(column), StoredJson.bytes(secrets));
    }

    JsonObject open(String column, byte[] sealed) throws BadDocument {
        return StoredJson.object(sealing.open(place(column), sealed));
    }

    /// For records that may have no secrets.
    byte @Nullable [] sealIfAny(String column, JsonObject secrets) {
        return secrets.isEmpty() ? null : seal(column, secrets);
    }

    JsonObject openIfAny(String column, byte @Nullable [] sealed) throws BadDocument {
        return sealed == null ? JsonObject.EMPTY : open(column, sealed);
    }

    private SealedPlace place(String column) {
        return new SealedPlace(scope, table, column, key);
    }
}
