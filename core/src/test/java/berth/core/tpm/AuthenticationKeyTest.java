package berth.core.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Vectors V9 and V10 of dps-device-protocol, section 10, and the way back.
class AuthenticationKeyTest {
    private static final TpmStorageKey EK = TpmStorageKey.endorsement(modulus(0xC1, 1));
    private static final TpmStorageKey SRK = TpmStorageKey.storageRoot(modulus(0xD5, 3));
    private static final Secret KEY = repeated(0x44, 32);
    private static final AuthenticationKey.Draws DRAWS =
            new AuthenticationKey.Draws(
                    Secret.of(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f")),
                    repeated(0x11, 32),
                    repeated(0x22, 32),
                    repeated(0x33, 32),
                    repeated(0x55, 32),
                    repeated(0x55, 32));

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SoftwareTpm TPM = SoftwareTpm.generate(RANDOM);

    private static BigInteger modulus(int first, int step) {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + step * i);
        }
        bytes[255] |= 1;
        return new BigInteger(1, bytes);
    }

    private static Secret repeated(int value, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Secret.of(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void theTemplatesMarshalAsDevicesMarshalThem() {
        assertThat(EK.marshalled().length()).isEqualTo(316);
        assertThat(EK.marshalled().hex()).startsWith("013a0001000b000300b20020837197674484b3f8");
        assertThat(ByteString.sha256(EK.marshalled().toByteArray()).hex())
                .isEqualTo("cf2f0ed0c2383cfb7aa6875a306abb0411f9e0398c2926ffc7ef4f99125584d0");
        assertThat(SRK.marshalled().length()).isEqualTo(284);
        assertThat(SRK.marshalled().hex()).startsWith("011a0001000b00030472000000060080");
    }

    @Test
    void namesAndTheRegistrationIdAreThoseOfTheVector() {
        assertThat(hex(EK.name()))
                .isEqualTo("000b5151d4de4b921fa643d3b7a9d298d0c8d061fe16c35584a0ba9518671a053008");
        assertThat(hex(SRK.name()))
                .isEqualTo("000b97eb75c5266266c199331b0468cd1edc08a983c2f7703a0d5eb325294e020c27");
        assertThat(SoftwareTpm.registrationId(EK.marshalled()))
                .isEqualTo("z4xq5ugcha6pw6vgq5nda2v3aqi7tybzrqusn76h55hzsesvqtia");
    }

    @Test
    void theBlobIsTheVectorByteForByte() throws TpmFormat {
        var blob = AuthenticationKey.wrap(EK, SRK, KEY, "example", DRAWS);

        var parts = new TpmReader(blob.toByteArray());
        assertThat(blob.length()).isEqualTo(805);
        assertThat(hex(parts.sized("1")))
                .isEqualTo(
                        "0020e0496df8a001cd1a04da50c73461d9d28787f772b402fa90798135cbaf390c14"
                                + "795c0cba1cdedfdf271177709a73b46d23f8");
        assertThat(hex(parts.sized("2")))
                .isEqualTo(raised(DRAWS.identitySeed(), "IDENTITY", modulus(0xC1, 1)));
        assertThat(hex(parts.sized("3")))
                .isEqualTo(
                        "0020e90fdf0dc9c6452e5d48ac78ded37d4a9c3aee297d6070e82d713542f878917735b3"
                                + "38722ddf4e681a78d79f922d2a9b6d398d9f3a4bad6c5b5f2c54730dc5a7208a"
                                + "6ce4b51af23ccfae1bf865c4d4498e15c90d0c179ec15fd02c5ee68bed28db34"
                                + "57f26214e2be2afb9da2a5a4e8e8e3224717cac055448d5cb5bff02f082dd209"
                                + "b0fc5de4a2129d5f4471");
        assertThat(hex(parts.sized("4")))
                .isEqualTo(raised(DRAWS.duplicateSeed(), "DUPLICATE", modulus(0xD5, 3)));
        assertThat(hex(parts.sized("5")))
                .isEqualTo(
                        "0008000b000404400020bef56b8c1cc84e11edd717528d2cd99356bd2bbf8f015209c3f8"
                                + "4aeeaba8e8a20005000b002071cdd0136a799e7ef615ddd2aaeee3d0bae2eb8d"
                                + "bcac7b88ceb70ff131ecce55");
        assertThat(hex(parts.sized("6"))).isEqualTo("a3d95a5af7e33e");
        parts.end("the blob");
    }

    /// The RSA function itself is checked by the way back, with a key whose private half we have.
    private static String raised(Secret seed, String label, BigInteger modulus) {
        var encoded = Oaep.encode(label, seed.reveal(), DRAWS.identityPadding().reveal());
        var raised = new BigInteger(1, encoded).modPow(BigInteger.valueOf(65_537), modulus);
        return "%0512x".formatted(raised);
    }

    @Test
    void theSeedsAreEncodedAsInTheVector() {
        var padding = repeated(0x55, 32).reveal();

        assertThat(
                        hex(
                                TpmCrypto.sha256(
                                        Oaep.encode(
                                                "IDENTITY", repeated(0x11, 32).reveal(), padding))))
                .isEqualTo("3f2aa66d4acb7938ab47e64e10fe835ebf42e93adbbc64335031c56952aad8ad");
        assertThat(
                        hex(
                                TpmCrypto.sha256(
                                        Oaep.encode(
                                                "DUPLICATE",
                                                repeated(0x22, 32).reveal(),
                                                padding))))
                .isEqualTo("174e50ddac2f76960960ab55ccb1d7c6b604decd985addfce752910ac256d8fe");
        assertThat(hex(TpmCrypto.sha256(Oaep.label("IDENTITY"))))
                .isEqualTo("d3120540c033c72e8725f574f7607cb749f13f8c97cbcb469e3cdf07a0808899");
        assertThat(hex(TpmCrypto.sha256(Oaep.label("DUPLICATE"))))
                .isEqualTo("b72fb63f25ea5239677870a0a3e1572e9cc190899efada9349ff1a7f6018c294");
    }

    @Test
    void theDerivedKeysAreThoseOfTheVector() {
        var name =
                HexFormat.of()
                        .parseHex(
                                "000ba390d5e43d8cba85fc7b80ed35a4e077ec555f24764be122ca3b0d1a7e950"
                                        + "043");

        assertThat(hex(TpmCrypto.storageKey(repeated(0x22, 32).reveal(), name)))
                .isEqualTo("21fcf915e4efeb21c31ce006b7c99e25");
        assertThat(hex(TpmCrypto.integrityKey(repeated(0x22, 32).reveal())))
                .isEqualTo("79f57e77d3b089d51e36b77aff23c40f0547bd702c3a7a74976ca7e7564e8ec1");
        assertThat(hex(TpmCrypto.storageKey(repeated(0x11, 32).reveal(), SRK.name())))
                .isEqualTo("248046aebc897b2a64b3f71d5f3de41a");
        assertThat(hex(TpmCrypto.integrityKey(repeated(0x11, 32).reveal())))
                .isEqualTo("94789f5bdf2e06996955def207b39ac5450e89e24dd1474bd9efc38901e2fd81");
    }

    @Test
    void theKeySignsAsInTheVector() {
        var id = SoftwareTpm.registrationId(EK.marshalled());
        var text = "0neABCDEF01/registrations/" + id + "\n1893456000";

        assertThat(
                        Base64.getEncoder()
                                .encodeToString(
                                        HmacSha256.of(KEY, text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("slQycQ1+rTMKdUBORACRI8I1fT8hPumP2diY3W/VnFU=");
    }

    @Test
    void aTpmTakesOutTheKeyThatWasWrappedForIt() throws TpmRefused {
        assertThat(TPM.activate(wrapped(TPM, TPM, 1))).isEqualTo(KEY);
    }

    @Test
    void theLongestTextStillFitsTwoSaslSegments() throws TpmRefused {
        var blob = wrapped(TPM, TPM, AuthenticationKey.TEXT_BYTES_MAX);

        assertThat(blob.length()).isEqualTo(AuthenticationKey.BLOB_BYTES_MAX);
        assertThat(TPM.activate(blob)).isEqualTo(KEY);
        assertThatThrownBy(() -> wrapped(TPM, TPM, AuthenticationKey.TEXT_BYTES_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTwoBlobsOfOneKeyAreAlike() {
        assertThat(wrapped(TPM, TPM, 9)).isNotEqualTo(wrapped(TPM, TPM, 9));
    }

    @Test
    void aBlobNeedsBothKeysOfItsTpm() {
        var other = SoftwareTpm.generate(RANDOM);

        assertThatThrownBy(() -> TPM.activate(wrapped(other, TPM, 9)))
                .isInstanceOf(TpmRefused.class);
        assertThatThrownBy(() -> TPM.activate(wrapped(TPM, other, 9)))
                .isInstanceOf(TpmRefused.class);
    }

    /// One place in each of the first five parts; the text counts for nothing.
    @ParameterizedTest
    @ValueSource(ints = {5, 40, 60, 320, 400, 460, 730, 790})
    void aChangedBlobIsRefused(int place) {
        var bytes = wrapped(TPM, TPM, 9).toByteArray();
        bytes[place] ^= 1;

        assertThatThrownBy(() -> TPM.activate(ByteString.of(bytes))).isInstanceOf(TpmRefused.class);
    }

    private static ByteString wrapped(SoftwareTpm endorsed, SoftwareTpm rooted, int textBytes) {
        return AuthenticationKey.wrap(
                parsed(endorsed.endorsementKey()),
                parsed(rooted.storageRootKey()),
                KEY,
                "t".repeat(textBytes),
                AuthenticationKey.Draws.from(RANDOM));
    }

    private static TpmStorageKey parsed(ByteString marshalled) {
        return switch (TpmStorageKey.parse(marshalled)) {
            case TpmStorageKey.Parsed.Key(var key) -> key;
            case TpmStorageKey.Parsed.Refused(var reason) -> throw new AssertionError(reason);
        };
    }
}
