package berth.cli.operate;

/// The service said no, or did not answer. The message is one line for the operator, with the
/// tracking ID under which the service's log tells more.
final class ServiceRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    ServiceRefusal(String message) {
        super(message);
    }

    ServiceRefusal(String message, Throwable cause) {
        super(message, cause);
    }
}
