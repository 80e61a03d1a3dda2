package berth.cli.fleet.client;

/// Which of its two requests a client makes.
public enum Phase {
    REGISTER,
    POLL
}
