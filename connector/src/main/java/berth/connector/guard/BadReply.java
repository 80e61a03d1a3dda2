package berth.connector.guard;

/// A server's reply is not HTTP, or more than we are willing to read. The message repeats nothing
/// of it.
final class BadReply extends Exception {
    private static final long serialVersionUID = 1L;

    BadReply(String problem) {
        super(problem);
    }
}
