package berth.endpoint.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Evidence;
import berth.core.error.StoreUnavailable;
import berth.core.id.ByteString;
import berth.core.registration.DeviceConnection.ConnectCommand;
import berth.core.tpm.AuthenticationKey;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/// A device is challenged whatever happens; what cannot be answered it learns by its token.
class TpmChallengesTest {
    private static final ByteString BLOB = ByteString.ofHex("0034");
    private static final ByteString ENDORSEMENT = ByteString.ofHex("01");
    private static final ByteString STORAGE = ByteString.ofHex("02");

    private final Random random = new Random(1);
    private final List<ConnectCommand> asked = new ArrayList<>();

    private ByteString challenge(
            BiFunction<ConnectCommand, Evidence.TpmKeys, ByteString> core, String scope) {
        var answers = ScriptedCore.answers(random);
        var guard = new DeviceGuard(DeviceLimits.STANDARD, _ -> 0, System::nanoTime);
        return new TpmChallenges(core, guard, answers, random)
                .challenge(scope, "Dev-01", ENDORSEMENT, STORAGE, "192.0.2.7");
    }

    private static void assertNobodys(ByteString blob) {
        assertThat(blob.length()).isBetween(700, AuthenticationKey.BLOB_BYTES_MAX);
        assertThat(blob.hex()).startsWith("00340020");
    }

    @Test
    void theCoreIsAskedWithTheKeysAndTheSpelling() {
        var blob =
                challenge(
                        (command, shown) -> {
                            asked.add(command);
                            assertThat(shown).isEqualTo(new Evidence.TpmKeys(ENDORSEMENT, STORAGE));
                            return BLOB;
                        },
                        "0neABCDEF01");

        assertThat(blob).isEqualTo(BLOB);
        assertThat(asked).extracting(ConnectCommand::spelling).containsExactly("Dev-01");
        assertThat(asked.getFirst().caller().source()).isEqualTo("192.0.2.7");
    }

    @Test
    void aScopeThatCannotBeIsChallengedWithoutAskingTheCore() {
        assertNobodys(
                challenge(
                        (_, _) -> {
                            throw new AssertionError("asked");
                        },
                        "no scope"));
    }

    @Test
    void aStoreThatIsAwayShowsInTheTokenOnly() {
        assertNobodys(
                challenge(
                        (_, _) -> {
                            throw new StoreUnavailable("a test", true, new IOException("away"));
                        },
                        "0neABCDEF01"));
    }
}
