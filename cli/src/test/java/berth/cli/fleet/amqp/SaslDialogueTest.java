package berth.cli.fleet.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.cli.fleet.UnusableChallenge;
import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/// V7, V9 and V10 of dps-device-protocol, section 10, and section 3.3.
class SaslDialogueTest {
    private final Vectors chip = new Vectors();
    private final TpmDialogue tpm =
            new TpmDialogue(Vectors.SCOPE, Vectors.TPM_ID, chip, () -> "token");

    @Test
    void plainIsTheGoldenOne() {
        var initial =
                new PlainDialogue(
                                "0neABCDEF01/registrations/dev-01",
                                "SharedAccessSignature sr=0neABCDEF01/registrations/dev-01&sig="
                                        + "BzCkUAuflkN06pq6w5k3YWWL%2B8CmtHVozdK2ZW9skP0%3D"
                                        + "&se=1893456000&skn=")
                        .initial();

        assertThat(initial.length()).isEqualTo(163);
        assertThat(ByteString.sha256(initial.toByteArray()).hex())
                .isEqualTo("08f78ea07582852c7cd71d8edc08ee64d78f8f3653e4a74cab2751358ef25948");
    }

    @Test
    void theKeysOfTheVectorsAreTheVectors() {
        assertThat(ByteString.sha256(chip.endorsementKey().toByteArray()).hex())
                .isEqualTo("cf2f0ed0c2383cfb7aa6875a306abb0411f9e0398c2926ffc7ef4f99125584d0");
        assertThat(chip.storageRootKey().length()).isEqualTo(284);
    }

    @Test
    void theTpmBeginsWithTheGoldenBytes() {
        var initial = tpm.initial();

        assertThat(initial.length()).isEqualTo(382);
        assertThat(ByteString.sha256(initial.toByteArray()).hex())
                .isEqualTo("7f7093ce6776304c25f298aed960b4a24aeac95e7418d5142713b70c0b25315e");
    }

    @Test
    void theTpmAnswersStepByStep() throws Exception {
        var root = tpm.answer(ByteString.ofHex("00"));
        assertThat(root.hex()).isEqualTo("00" + chip.storageRootKey().hex());
        assertThat(tpm.answer(ByteString.ofHex("80aabb"))).isEqualTo(ByteString.ofHex("00"));

        var proof = tpm.answer(ByteString.ofHex("c1ccdd"));

        assertThat(chip.imported()).isEqualTo(ByteString.ofHex("aabbccdd"));
        assertThat(proof.toByteArray()).isEqualTo("\0token".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFirstChallengeOfMoreThanOneZeroByteIsNone() {
        assertThatThrownBy(() -> tpm.answer(ByteString.ofHex("0000")))
                .isInstanceOf(UnusableChallenge.class);
    }

    @Test
    void aSegmentOutOfOrderIsNone() throws Exception {
        tpm.answer(ByteString.ofHex("00"));

        assertThatThrownBy(() -> tpm.answer(ByteString.ofHex("81aa")))
                .isInstanceOf(UnusableChallenge.class);
        assertThatThrownBy(() -> tpm.answer(ByteString.EMPTY))
                .isInstanceOf(UnusableChallenge.class);
    }
}
