package berth.core.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import berth.core.attestation.CertificateVerdict.Accepted;
import berth.core.attestation.LimboDifferences.Kind;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Our judgement of paths beside that of the public vectors of C2SP/x509-limbo.
///
/// The vectors are not part of the project. Where they are not found the test does not run, and
/// says so; a run that must not skip anything fails over it.
class LimboAttestationTest {
    @Test
    void everyDifferenceFromThePublicVectorsIsDeliberate() throws Exception {
        var differences = LimboDifferences.read();
        var unexplained = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var vector : vectors()) {
            var verdict = LimboJudgement.of(vector);
            if (verdict instanceof Accepted == vector.expectsSuccess()) {
                continue;
            }
            seen.add(vector.id());
            Kind listed = differences.get(vector.id());
            if (listed == null || !listed.fits(vector.expectsSuccess())) {
                unexplained.add("%s: %s, listed as %s".formatted(vector.id(), verdict, listed));
            }
        }
        assertThat(unexplained).as("differences nobody has given a reason for").isEmpty();
        var stale = new HashSet<>(differences.keySet());
        stale.removeAll(seen);
        assertThat(stale).as("listed differences that are none any more").isEmpty();
    }

    /// So that a torn file does not pass for agreement.
    @Test
    void theVectorsAreThereInNumberAndOfBothKinds() throws Exception {
        assertThat(vectors())
                .hasSizeGreaterThan(200)
                .anyMatch(LimboVectors.Case::expectsSuccess)
                .anyMatch(vector -> !vector.expectsSuccess());
    }

    private static List<LimboVectors.Case> vectors() throws Exception {
        var file = LimboVectors.file();
        if (!Files.isRegularFile(file)) {
            var reason =
                    "LIMBO VECTORS NOT JUDGED: there is no file %s; name it with -Dberth.limbo="
                            .formatted(file);
            System.err.println(reason);
            abort(reason);
        }
        return LimboVectors.cases(file);
    }
}
