package berth.endpoint.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Evidence;
import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// The keys of a TPM in a body ask for a challenge only over a protocol that can answer with one.
class TpmKeysInBodyTest {
    private static final ByteString BODY =
            ByteString.of(
                    "{\"tpm\":{\"endorsementKey\":\"AAE=\",\"storageRootKey\":\"Ag==\"}}"
                            .getBytes(StandardCharsets.UTF_8));
    private static final DeviceOperations.Question QUESTION =
            new DeviceOperations.Question(
                    "0neABCDEF01", "dev-01", new Evidence.Nothing("nothing"), "192.0.2.7");

    private final ScriptedCore core = new ScriptedCore("accepted");
    private final DeviceOperations operations =
            ScriptedCore.operations(() -> core, ScriptedCore.answers(new Random(1)));

    @Test
    void theyAreTheEvidenceWhereTheAnswerMayBeAChallenge() {
        operations.registerOrChallenge(QUESTION, ApiVersion.DEFAULT, BODY);

        assertThat(core.asked()).contains("by tpm keys 0001 and 02");
    }

    @Test
    void theyCountForNothingElsewhere() {
        operations.register(QUESTION, ApiVersion.DEFAULT, BODY);

        assertThat(core.asked()).contains("by nothing (nothing)");
    }
}
