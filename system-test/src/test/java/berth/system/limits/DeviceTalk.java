package berth.system.limits;

import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.Closeable;
import java.io.IOException;

/// A device on its connection, whatever is spoken there.
interface DeviceTalk extends Closeable {
    Answer register() throws IOException;

    Answer poll(String operationId) throws IOException;

    /// What the device is told.
    ///
    /// @param status as in HTTP
    /// @param retryAfter as it was written; empty if it was not
    record Answer(int status, String retryAfter, JsonObject document) {
        static Answer of(int status, String retryAfter, String document) {
            return new Answer(status, retryAfter, parsed(document));
        }

        static JsonObject parsed(String document) {
            try {
                return JsonFields.object(JsonText.parse(document, JsonLimits.DEFAULT));
            } catch (MalformedJson | BadDocument e) {
                throw new AssertionError("not a JSON document: " + document, e);
            }
        }

        String operationId() {
            return text("operationId");
        }

        String text(String member) {
            try {
                return JsonFields.requiredText(document, member);
            } catch (BadDocument e) {
                throw new AssertionError(document.toString(), e);
            }
        }

        int errorCode() {
            try {
                return (int) JsonFields.requiredLong(document, "errorCode");
            } catch (BadDocument e) {
                throw new AssertionError(document.toString(), e);
            }
        }
    }
}
