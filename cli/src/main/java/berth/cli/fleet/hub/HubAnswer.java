package berth.cli.fleet.hub;

/// What became of something that a device or an application asked of a hub, in the words that all
/// transports share.
public sealed interface HubAnswer {
    static HubAnswer done() {
        return new Done("");
    }

    /// The role forbids it.
    int FORBIDDEN = 403;

    /// The hub did it.
    ///
    /// @param body JSON, where there is something to say
    record Done(String body) implements HubAnswer {}

    /// The hub said no.
    ///
    /// @param status as in HTTP
    record Refused(int status, String reason) implements HubAnswer {}

    /// The hub closed the connection instead of an answer: all that MQTT has to say no with.
    record Closed(String reason) implements HubAnswer {}

    /// The transport has no words for it.
    record NotOffered() implements HubAnswer {}

    /// Whether it was refused for the device's role, as far as the transport can tell.
    default boolean isForbidden() {
        return this instanceof Refused(int status, _) && status == FORBIDDEN;
    }
}
