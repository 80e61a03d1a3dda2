package berth.core.json;

/// JSON `null`.
public enum JsonNull implements JsonValue {
    NULL
}
