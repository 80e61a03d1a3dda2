package berth.endpoint.device.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The frames of SASL `TPM`. V9 and V10 are vectors of the contract.
class TpmExchangeTest {
    private static final String V9_ID = "z4xq5ugcha6pw6vgq5nda2v3aqi7tybzrqusn76h55hzsesvqtia";
    private static final LinkAddress DEVICE = new LinkAddress("0neABCDEF01", V9_ID);

    private final TpmExchange exchange = new TpmExchange();

    private static ByteString hex(String hex) {
        return ByteString.ofHex(hex.replace(" ", ""));
    }

    /// `TPM2B_PUBLIC` of V9's endorsement key: its modulus byte i is (0xc1 + i) mod 256.
    private static byte[] endorsementKey() {
        var modulus = new byte[256];
        for (int i = 0; i < modulus.length; i++) {
            modulus[i] = (byte) (0xc1 + i);
        }
        modulus[255] |= 1;
        var key = new ByteArrayOutputStream();
        key.writeBytes(
                HexFormat.of()
                        .parseHex(
                                "013a0001000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e"
                                        + "06520b64f2a1da1b331469aa0006008000430010080000000000"
                                        + "0100"));
        key.writeBytes(modulus);
        return key.toByteArray();
    }

    private static byte[] init() {
        var init = new ByteArrayOutputStream();
        init.write(0);
        init.writeBytes("0neABCDEF01\0".getBytes(StandardCharsets.UTF_8));
        init.writeBytes((V9_ID + "\0").getBytes(StandardCharsets.UTF_8));
        init.writeBytes(endorsementKey());
        return init.toByteArray();
    }

    private static ByteString challenge(TpmExchange.Step step) {
        assertThat(step).isInstanceOf(TpmExchange.Step.Challenge.class);
        return ((TpmExchange.Step.Challenge) step).bytes();
    }

    private TpmExchange.Step untilBlob(int blobBytes) {
        exchange.received(ByteString.of(init()));
        exchange.received(hex("00 0102"));
        return exchange.blob(ByteString.of(new byte[blobBytes]));
    }

    /// V10: the initial response is 382 bytes long.
    @Test
    void theGoldenInitIsUnderstood() {
        assertThat(ByteString.sha256(init()).hex())
                .isEqualTo("7f7093ce6776304c25f298aed960b4a24aeac95e7418d5142713b70c0b25315e");
        assertThat(init()).hasSize(382);

        assertThat(challenge(exchange.received(ByteString.of(init())))).isEqualTo(hex("00"));
        assertThat(exchange.received(hex("00 0102")))
                .isEqualTo(
                        new TpmExchange.Step.MakeBlob(
                                DEVICE, ByteString.of(endorsementKey()), hex("0102")));
    }

    /// V10: a blob of 805 bytes goes in 402 and 403; with the control byte the first frame is V7's.
    @Test
    void aBlobGoesInTwoSegments() {
        var blob = new byte[805];
        blob[0] = 1;
        blob[402] = 2;
        blob[804] = 3;
        exchange.received(ByteString.of(init()));
        exchange.received(hex("00 0102"));

        var first = challenge(exchange.blob(ByteString.of(blob))).toByteArray();
        assertThat(first).hasSize(403).startsWith(0x80, 1);
        var second = challenge(exchange.received(hex("00"))).toByteArray();
        assertThat(second).hasSize(404).startsWith(0xc1, 2).endsWith(3);
    }

    @Test
    void theTokenEndsIt() {
        untilBlob(805);
        exchange.received(hex("00"));

        assertThat(exchange.received(hex("00 536967")))
                .isEqualTo(new TpmExchange.Step.Token(DEVICE, "Sig"));
        assertThat(exchange.received(hex("00 536967")))
                .isInstanceOf(TpmExchange.Step.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"940, true", "941, false", "1, false", "0, false"})
    void segmentsHave470BytesAtMost(int blobBytes, boolean fits) {
        assertThat(untilBlob(blobBytes) instanceof TpmExchange.Step.Challenge).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "80 61 00 62 00 01", "00 61 00", "00 61 00 62 00", "01 61"})
    void anInitOfAnotherFormIsRefused(String init) {
        assertThat(exchange.received(hex(init))).isInstanceOf(TpmExchange.Step.Refused.class);
    }

    @Test
    void namesMustBeText() {
        assertThat(exchange.received(hex("00 ff 00 62 00 01")))
                .isInstanceOf(TpmExchange.Step.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "80 01"})
    void aStorageRootKeyIsRequired(String response) {
        exchange.received(ByteString.of(init()));

        assertThat(exchange.received(hex(response))).isInstanceOf(TpmExchange.Step.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "00 00", "80"})
    void theFirstSegmentIsAcknowledgedByOneZeroByte(String response) {
        untilBlob(805);

        assertThat(exchange.received(hex(response))).isInstanceOf(TpmExchange.Step.Refused.class);
    }

    @Test
    void nothingIsAcknowledgedBeforeTheBlobIsThere() {
        exchange.received(ByteString.of(init()));
        exchange.received(hex("00 0102"));

        assertThat(exchange.received(hex("00"))).isInstanceOf(TpmExchange.Step.Refused.class);
    }

    @Test
    void theVectorsModulusIsOdd() {
        assertThat(new BigInteger(1, endorsementKey()).testBit(0)).isTrue();
    }
}
