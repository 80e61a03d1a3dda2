package berth.core.attestation;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.testkit.x509.TestCertificates;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The public path-validation vectors of C2SP/x509-limbo, which live outside the repository.
///
/// Source: x509-limbo-schema.json beside them.
final class LimboVectors {
    /// Names the file, relative to the module or absolute.
    private static final String PROPERTY = "berth.limbo";

    private static final Path BESIDE_THE_PROJECT =
            Path.of(
                    System.getProperty("basedir", ""),
                    "..",
                    "..",
                    "shared",
                    "vectors",
                    "x509-limbo.json");

    /// The file is long and known: its limits only keep a wrong file from being read for ever.
    private static final JsonLimits LIMITS = new JsonLimits(16, 1_000_000, 40, 1_000);

    /// One case.
    ///
    /// @param purpose what the leaf is shown for, as an object identifier
    /// @param anchors PEM, like the chain, whose leaf comes first
    record Case(
            String id,
            String purpose,
            List<String> anchors,
            List<String> chain,
            Instant now,
            boolean expectsSuccess) {
        Case {
            anchors = List.copyOf(anchors);
            chain = List.copyOf(chain);
        }
    }

    private LimboVectors() {}

    static Path file() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElse(BESIDE_THE_PROJECT)
                .toAbsolutePath()
                .normalize();
    }

    static List<Case> cases(Path file) throws IOException, MalformedJson {
        var document = (JsonObject) JsonText.parse(Files.readString(file), LIMITS);
        return ((JsonArray) member(document, "testcases"))
                .items().stream().map(item -> limboCase((JsonObject) item)).toList();
    }

    private static Case limboCase(JsonObject object) {
        var chain = new ArrayList<String>();
        chain.add(text(object, "peer_certificate"));
        chain.addAll(texts(object, "untrusted_intermediates"));
        return new Case(
                text(object, "id"),
                text(object, "validation_kind").equals("CLIENT")
                        ? CertificateRules.CLIENT_AUTH
                        : "1.3.6.1.5.5.7.3.1",
                texts(object, "trusted_certs"),
                chain,
                member(object, "validation_time") instanceof JsonString(String time)
                        ? OffsetDateTime.parse(time).toInstant()
                        : TestCertificates.NOW,
                text(object, "expected_result").equals("SUCCESS"));
    }

    private static List<String> texts(JsonObject object, String name) {
        return ((JsonArray) member(object, name))
                .items().stream().map(item -> ((JsonString) item).value()).toList();
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) member(object, name)).value();
    }

    private static JsonValue member(JsonObject object, String name) {
        return Optional.ofNullable(object.members().get(name))
                .orElseThrow(() -> new IllegalStateException("a vector without " + name));
    }
}
