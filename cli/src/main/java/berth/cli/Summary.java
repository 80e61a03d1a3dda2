package berth.cli;

import berth.net.tls.TlsEngine;
import berth.server.dev.Ready;

/// What a person needs to know about a service that has just started.
final class Summary {
    private Summary() {}

    static String of(Ready ready, TlsEngine engine) {
        var text = new StringBuilder();
        var ports = ready.ports();
        line(text, "ID scope", ready.idScope());
        line(text, "device endpoint", "https://%s:%d".formatted(ready.deviceHost(), ports.https()));
        line(text, "  MQTT", "%s:%d".formatted(ready.deviceHost(), ports.mqtt()));
        line(text, "  AMQP", "%s:%d".formatted(ready.deviceHost(), ports.amqp()));
        line(text, "  WebSockets", "%s:%d".formatted(ready.deviceHost(), ports.https()));
        line(
                text,
                "service endpoint",
                "https://%s:%d".formatted(ready.serviceHost(), ports.https()));
        line(text, "  connection string", ready.serviceConnectionString());
        for (var hub : ready.hubs()) {
            line(text, hub.name(), "https://%s:%d".formatted(hub.hostName(), ports.https()));
            line(text, "  connection string", hub.connectionString());
        }
        line(text, "CA certificate", ready.caCertificate().toString());
        line(
                text,
                "TLS engine",
                switch (engine) {
                    case BORINGSSL -> "BoringSSL";
                    case JDK -> "JDK";
                });
        return text.toString();
    }

    static void line(StringBuilder text, String name, String value) {
        text.append("  %-20s %s%n".formatted(name, value));
    }
}
