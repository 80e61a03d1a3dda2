package berth.cli.fleet.amqp;

import berth.cli.fleet.TpmChip;
import berth.cli.fleet.UnusableChallenge;
import berth.core.id.ByteString;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// `TPM`: the device's public keys, then a blob in segments, then a token signed with the key in
/// the blob.
///
/// ```text
/// client 00 ‖ {scope} ‖ 00 ‖ {registrationId} ‖ 00 ‖ EK     server 00
/// client 00 ‖ SRK                                           server 80 ‖ first part
/// client 00                                                 server C1 ‖ rest
/// client 00 ‖ token
/// ```
///
/// The first byte of each is a control byte: bit 7 data, bit 6 last segment, bits 1 and 0 the
/// segment's number.
///
/// Source: dps-device-protocol, section 3.3.
final class TpmDialogue implements SaslDialogue {
    private static final int DATA = 0x80;
    private static final int LAST = 0x40;
    private static final int NUMBER = 0x03;
    private static final ByteString NOTHING = ByteString.of((byte) 0);

    private final String idScope;
    private final String registrationId;
    private final TpmChip chip;
    private final Supplier<String> token;
    private final ByteArrayOutputStream blob = new ByteArrayOutputStream();
    private int segments;
    private boolean begun;

    /// @param token signed when the key is in the TPM
    TpmDialogue(String idScope, String registrationId, TpmChip chip, Supplier<String> token) {
        this.idScope = idScope;
        this.registrationId = registrationId;
        this.chip = chip;
        this.token = token;
    }

    @Override
    public String mechanism() {
        return "TPM";
    }

    @Override
    public ByteString initial() {
        var bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.writeBytes(idScope.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        bytes.writeBytes(registrationId.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        bytes.writeBytes(chip.endorsementKey().toByteArray());
        return ByteString.of(bytes.toByteArray());
    }

    @Override
    public ByteString answer(ByteString challenge) throws UnusableChallenge {
        if (!begun) {
            begun = true;
            if (!challenge.equals(NOTHING)) {
                throw new UnusableChallenge("the first challenge is not one zero byte");
            }
            return prefixed(chip.storageRootKey().toByteArray());
        }
        return take(challenge.toByteArray()) ? proof() : NOTHING;
    }

    /// @return whether it was the last segment
    private boolean take(byte[] segment) throws UnusableChallenge {
        int control = segment.length == 0 ? 0 : segment[0] & 0xff;
        boolean last = (control & LAST) != 0;
        if (control != (DATA | (last ? LAST : 0) | (segments & NUMBER))) {
            throw new UnusableChallenge(
                    "control byte %02x on segment %d".formatted(control, segments));
        }
        segments++;
        blob.write(segment, 1, segment.length - 1);
        return last;
    }

    private ByteString proof() throws UnusableChallenge {
        var problem = chip.importKey(ByteString.of(blob.toByteArray()));
        if (problem.isPresent()) {
            throw new UnusableChallenge("its TPM does not take the challenge: " + problem.get());
        }
        return prefixed(token.get().getBytes(StandardCharsets.UTF_8));
    }

    private static ByteString prefixed(byte[] bytes) {
        var whole = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, whole, 1, bytes.length);
        return ByteString.of(whole);
    }
}
