package berth.cli.fleet.amqp;

import berth.core.id.ByteString;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// `PLAIN`: `00 ‖ {scope}/registrations/{registrationId} ‖ 00 ‖ token`.
///
/// Source: dps-device-protocol, section 3.2; RFC 4616.
record PlainDialogue(String resource, String token) implements SaslDialogue {
    @Override
    public String mechanism() {
        return "PLAIN";
    }

    @Override
    public ByteString initial() {
        return ByteString.of(("\0" + resource + "\0" + token).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ByteString answer(ByteString challenge) throws IOException {
        throw new IOException("a challenge where PLAIN has none");
    }

    @Override
    public String toString() {
        return "PLAIN " + resource;
    }
}
