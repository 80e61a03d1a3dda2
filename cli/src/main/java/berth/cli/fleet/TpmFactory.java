package berth.cli.fleet;

import berth.core.tpm.SoftwareTpm;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Makes TPMs for a fleet. Key pairs are costly (a tenth of a second of processor time each), so a
/// fleet shares a few of them: its TPMs differ in the pair of endorsement and storage root key, and
/// from the thirteenth on they repeat. To the service that makes no difference, because an
/// enrollment is found by its registration ID and then compared; to a thief of one device's keys it
/// would, and there is none here.
final class TpmFactory {
    private static final int KEY_PAIRS = 4;

    private final List<SoftwareTpm> tpms = new ArrayList<>();
    private int made;

    /// @param devices how many will be asked for
    TpmFactory(int devices, SecureRandom random) {
        var pairs = new ArrayList<KeyPair>();
        for (int i = 0; i < (devices == 0 ? 0 : KEY_PAIRS); i++) {
            pairs.add(SoftwareTpm.keyPair(random));
        }
        for (var endorsement : pairs) {
            for (var storageRoot : pairs) {
                if (endorsement != storageRoot) {
                    tpms.add(new SoftwareTpm(endorsement, storageRoot));
                }
            }
        }
    }

    Function<String, DeviceCredential> credentials() {
        return _ -> new DeviceCredential.Tpm(new SoftwareChip(tpms.get(made++ % tpms.size())));
    }
}
