package berth.net.amqp;

/// On what terms a link is accepted.
///
/// @param tracked what we send stays unsettled until the peer has had its say, even where it asked
///   for settled messages
/// @param filtered the peer's filter is obeyed, which the answer says
public record AmqpTerms(boolean tracked, boolean filtered) {
    public static final AmqpTerms PLAIN = new AmqpTerms(false, false);
    public static final AmqpTerms TRACKED = new AmqpTerms(true, false);
    public static final AmqpTerms TRACKED_AND_FILTERED = new AmqpTerms(true, true);
}
