package berth.connector.hub;

import berth.core.json.JsonObject;

/// A body to or from a hub. Identities carry keys, so the text form is a mask.
record Document(JsonObject json) {
    @Override
    public String toString() {
        return "Document[***]";
    }
}
