package berth.hub.endpoint;

/// What Azure's service API offers and this hub does not, so that a client is told plainly.
enum Feature {
    JOBS("jobs"),
    DIGITAL_TWINS("digital twins"),
    CONFIGURATIONS("configurations"),
    FILE_UPLOAD("file upload"),
    COMMANDS_BY_HTTPS("cloud-to-device messages by HTTPS; send them by AMQP");

    private final String words;

    Feature(String words) {
        this.words = words;
    }

    String refusal() {
        return "This hub does not offer " + words;
    }
}
