package berth.server.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class ReadyTest {
    private static final Ready READY =
            new Ready(
                    "0ne00000000",
                    "127.0.0.1",
                    "127.0.0.1",
                    "HostName=127.0.0.1;SharedAccessKeyName=p;SharedAccessKey=aw==",
                    Path.of("tls", "root-ca.pem"),
                    List.of(new Ready.Hub("hub-1", "127.0.0.2", "HostName=127.0.0.2;…")),
                    new Ready.Ports(443, 8883, 5671));

    @Test
    void theReadyFileHasTheMembersClientsReadAndNoOthers() {
        assertThat(READY.json().members().keySet())
                .containsExactly(
                        "idScope",
                        "deviceHost",
                        "serviceHost",
                        "serviceConnectionString",
                        "caCertificate",
                        "hubs",
                        "ports");
    }

    @Test
    void whatIsWrittenIsRead() throws BadDocument {
        assertThat(Ready.parse(READY.json())).isEqualTo(READY);
    }

    @Test
    void anotherDocumentIsRefused() {
        assertThatThrownBy(() -> Ready.parse(JsonObject.EMPTY)).isInstanceOf(BadDocument.class);
    }
}
