package berth.cli.fleet.hub;

/// What came of connecting to a hub that answered.
public sealed interface HubOpening {
    record Open(HubChannel channel) implements HubOpening {}

    record TurnedAway(String reason) implements HubOpening {}
}
