package berth.cli.fleet.amqp;

import berth.cli.fleet.TpmChip;
import berth.core.id.ByteString;

import java.util.Optional;

/// The synthetic TPM of V9 in dps-device-protocol, section 10: keys with a name and without a
/// private half. It takes whatever blob it is given.
final class Vectors implements TpmChip {
    static final String SCOPE = "0neABCDEF01";
    static final String TPM_ID = "z4xq5ugcha6pw6vgq5nda2v3aqi7tybzrqusn76h55hzsesvqtia";

    private static final String EK_HEAD =
            "013a0001000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"
                + "00060080004300100800000000000100";
    private static final String SRK_HEAD =
            "011a0001000b000304720000" + "00060080004300100800000000000100";

    private ByteString imported = ByteString.EMPTY;

    @Override
    public ByteString endorsementKey() {
        return ByteString.ofHex(EK_HEAD + modulus(0xC1, 1));
    }

    @Override
    public ByteString storageRootKey() {
        return ByteString.ofHex(SRK_HEAD + modulus(0xD5, 3));
    }

    private static String modulus(int first, int step) {
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + step * i);
        }
        bytes[255] |= 1;
        return ByteString.of(bytes).hex();
    }

    /// The blob that was given to it last.
    ByteString imported() {
        return imported;
    }

    @Override
    public Optional<String> importKey(ByteString authenticationKey) {
        imported = authenticationKey;
        return Optional.empty();
    }

    @Override
    public ByteString sign(ByteString message) {
        return ByteString.sha256(message.toByteArray());
    }
}
