package berth.system;

import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// A device with a TPM that registers over HTTPS, each request as the contract has it and none of
/// them by anybody's client. Written apart from the server's own code, so that the two check each
/// other.
///
/// Source: dps-device-protocol, sections 0.3, 1.6 and 4.2.
final class TpmDeviceRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RawHttps server;
    private final String idScope;
    private final String registrationId;
    private final DeviceTpm tpm;

    TpmDeviceRun(RawHttps server, String idScope, String registrationId, DeviceTpm tpm) {
        this.server = server;
        this.idScope = idScope;
        this.registrationId = registrationId;
        this.tpm = tpm;
    }

    /// The first round: shows the keys, and nothing else.
    RawHttps.Answer showKeys() throws IOException {
        return register(Map.of(), withKeys());
    }

    private String withKeys() {
        return """
        {"registrationId":"%s","tpm":{"endorsementKey":"%s","storageRootKey":"%s"}}\
        """
                .formatted(
                        registrationId,
                        tpm.endorsementKey().base64(),
                        tpm.storageRootKey().base64());
    }

    /// The second round. IoT Edge does not show its keys again, everybody else does.
    RawHttps.Answer showToken(String token, boolean showsKeysAgain) throws IOException {
        return register(
                Map.of("Authorization", token),
                showsKeysAgain
                        ? withKeys()
                        : "{\"registrationId\":\"%s\"}".formatted(registrationId));
    }

    private RawHttps.Answer register(Map<String, String> headers, String body) throws IOException {
        return server.send("PUT", path("/register"), headers, body);
    }

    RawHttps.Answer poll(String operationId, String token) throws IOException {
        return server.send(
                "GET", path("/operations/" + operationId), Map.of("Authorization", token), "");
    }

    private String path(String what) {
        return "/%s/registrations/%s%s?api-version=2021-06-01"
                .formatted(idScope, registrationId, what);
    }

    /// Takes over the key of a challenge.
    void activate(RawHttps.Answer challenge) throws MalformedJson {
        tpm.activate(ByteString.ofBase64(text(challenge, "authenticationKey")));
    }

    /// A token good for so long, signed inside the TPM.
    String token(Duration life) {
        var resource =
                URLEncoder.encode(
                        idScope + "/registrations/" + registrationId, StandardCharsets.UTF_8);
        long expiry = Instant.now().plus(life).getEpochSecond();
        var signature =
                tpm.sign(
                        ByteString.of((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8)));
        return "SharedAccessSignature sr=%s&sig=%s&se=%d&skn=registration"
                .formatted(
                        resource,
                        URLEncoder.encode(
                                Base64.getEncoder().encodeToString(signature.toByteArray()),
                                StandardCharsets.UTF_8),
                        expiry);
    }

    /// Polls until there is an end, and takes over the key that comes with it.
    ///
    /// @return `registrationState` of the end
    JsonObject end(RawHttps.Answer accepted, String token) throws Exception {
        var operationId = text(accepted, "operationId");
        var end =
                Await.until(
                        "an end of " + operationId,
                        PATIENCE,
                        () -> poll(operationId, token),
                        answer -> answer.status() != 202);
        var state = (JsonObject) member(end, "registrationState");
        if (state.members().get("tpm") instanceof JsonObject key
                && key.members().get("authenticationKey") instanceof JsonString(var blob)) {
            tpm.activate(ByteString.ofBase64(blob));
        }
        return state;
    }

    static String text(RawHttps.Answer answer, String name) throws MalformedJson {
        return ((JsonString) member(answer, name)).value();
    }

    static List<String> names(RawHttps.Answer answer) throws MalformedJson {
        return new ArrayList<>(document(answer).members().keySet());
    }

    private static Object member(RawHttps.Answer answer, String name) throws MalformedJson {
        var value = document(answer).members().get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + answer.status() + " " + answer.body());
        }
        return value;
    }

    private static JsonObject document(RawHttps.Answer answer) throws MalformedJson {
        return (JsonObject) JsonText.parse(answer.body(), JsonLimits.DEFAULT);
    }
}
