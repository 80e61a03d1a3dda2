package berth.hub.endpoint;

/// What Azure's service API offers and this hub does not, so that a client is told plainly.
enum Feature {
    MODULES("module identities"),
    DIRECT_METHODS("direct methods"),
    QUERIES("queries"),
    CLOUD_TO_DEVICE("cloud-to-device messages"),
    JOBS("jobs"),
    DIGITAL_TWINS("digital twins"),
    CONFIGURATIONS("configurations"),
    DEVICE_SURFACE("device-side operations over HTTPS");

    private final String words;

    Feature(String words) {
        this.words = words;
    }

    String refusal() {
        return "This hub does not offer " + words;
    }
}
