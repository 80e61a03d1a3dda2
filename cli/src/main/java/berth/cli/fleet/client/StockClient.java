package berth.cli.fleet.client;

import java.time.Duration;

/// Whose habits a simulated device has. The word is the one of the command line.
///
/// Source: dps-device-protocol, "Coverage of stock clients" and section 0.9; the habits themselves
/// are in [StockHabits].
public enum StockClient {
    /// No stock client: does what most do, but polls sooner and oftener.
    QUICK("quick"),
    JAVA("java"),
    NODE("node"),
    PYTHON("python"),
    C("c"),
    CSHARP("csharp"),
    EMBEDDED("embedded"),
    EDGE("edge");

    private final String word;

    StockClient(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// Whether this client can register so. No client has TPM over MQTT.
    public boolean speaks(Transport transport, Mechanism mechanism) {
        boolean overMqtt = transport == Transport.MQTT || transport == Transport.MQTT_WS;
        boolean tpm = mechanism == Mechanism.TPM;
        return switch (this) {
            case QUICK, JAVA, NODE, C, CSHARP -> !(tpm && overMqtt);
            case PYTHON, EMBEDDED -> overMqtt && !tpm;
            case EDGE -> transport == Transport.HTTPS;
        };
    }

    /// How long it waits for one answer.
    public Duration timeout(Phase phase) {
        return Duration.ofSeconds(
                switch (this) {
                    case QUICK -> 10;
                    case JAVA -> phase == Phase.POLL ? 10 : 60;
                    case NODE, PYTHON -> 30;
                    case C, CSHARP, EMBEDDED, EDGE -> 60;
                });
    }

    /// The version of the contract it asks for. Source: section 0.2.
    public String apiVersion() {
        return switch (this) {
            case C, EDGE -> "2021-06-01";
            case QUICK, JAVA, NODE, PYTHON, CSHARP, EMBEDDED -> "2019-03-31";
        };
    }

    public PollManners polls() {
        return switch (this) {
            case QUICK -> PollManners.QUICK;
            case JAVA -> PollManners.JAVA;
            case NODE -> PollManners.NODE;
            case PYTHON -> PollManners.PYTHON;
            case C -> PollManners.C;
            case CSHARP -> PollManners.CSHARP;
            case EMBEDDED -> PollManners.EMBEDDED;
            case EDGE -> PollManners.EDGE;
        };
    }

    public TroubleManners trouble() {
        return switch (this) {
            case QUICK, PYTHON, EMBEDDED -> TroubleManners.ALWAYS;
            case JAVA -> TroubleManners.NEVER;
            case NODE -> TroubleManners.NODE;
            case C -> TroubleManners.C;
            case CSHARP -> TroubleManners.CSHARP;
            case EDGE -> TroubleManners.EDGE;
        };
    }

    public BodyManners body() {
        return switch (this) {
            case QUICK, JAVA, NODE, C, EMBEDDED -> BodyManners.REGISTRATION_ID;
            case PYTHON -> BodyManners.PYTHON;
            case CSHARP -> BodyManners.EMPTY_BUT_HTTPS;
            case EDGE -> BodyManners.KEYS_ONCE;
        };
    }

    public TokenManners tokens(Mechanism mechanism) {
        return StockHabits.tokens(this, mechanism);
    }

    public HttpsManners https() {
        return StockHabits.https(this);
    }

    public MqttManners mqtt() {
        return StockHabits.mqtt(this);
    }

    public AmqpManners amqp() {
        return StockHabits.amqp(this);
    }
}
