package berth.store.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.CorruptRow;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

class SealingTest {
    private static final byte[] CLEAR = "a very secret key".getBytes(StandardCharsets.UTF_8);

    private final SealedPlace place =
            new SealedPlace("0NE", "enrollment_group", "sealed", "meters");
    private final Rows rows = new Rows();
    private final Random random = new Random(5);
    private Path file;

    @BeforeEach
    void chooseFile(@TempDir Path folder) {
        file = folder.resolve("keys").resolve("kek");
    }

    private Sealing start() {
        return Sealing.start(new KeyFile(file), rows, random);
    }

    private Sealing ready(String... scopes) {
        var sealing = start();
        List.of(scopes).forEach(sealing::ready);
        return sealing;
    }

    @Test
    void whatWasSealedOpensInItsPlace() {
        var sealing = ready("0NE");

        assertThat(sealing.open(place, sealing.seal(place, CLEAR))).isEqualTo(CLEAR);
    }

    @Test
    void theSameSecretNeverLooksTheSame() {
        var sealing = ready("0NE");

        assertThat(sealing.seal(place, CLEAR)).isNotEqualTo(sealing.seal(place, CLEAR));
    }

    @Test
    void aSealedValueDoesNotOpenInAnyOtherPlace() {
        var sealing = ready("0NE", "0TWO");
        var sealed = sealing.seal(place, CLEAR);
        var others =
                List.of(
                        new SealedPlace("0TWO", "enrollment_group", "sealed", "meters"),
                        new SealedPlace("0NE", "individual_enrollment", "sealed", "meters"),
                        new SealedPlace("0NE", "enrollment_group", "plan", "meters"),
                        new SealedPlace("0NE", "enrollment_group", "sealed", "meters2"),
                        new SealedPlace("0NE", "enrollment_groupsealed", "", "meters"));

        for (var other : others) {
            assertThatThrownBy(() -> sealing.open(other, sealed)).isInstanceOf(CorruptRow.class);
        }
    }

    @Test
    void noChangedByteGoesUnnoticed() {
        var sealing = ready("0NE");
        var sealed = sealing.seal(place, CLEAR);

        for (int i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> sealing.open(place, changed))
                    .isInstanceOf(CorruptRow.class)
                    .hasMessageContaining("enrollment_group")
                    .hasMessageContaining("0NE/meters");
        }
    }

    @Test
    void aTruncatedValueIsCorrupt() {
        var sealing = ready("0NE");

        assertThatThrownBy(() -> sealing.open(place, new byte[36])).isInstanceOf(CorruptRow.class);
        assertThatThrownBy(() -> sealing.open(place, new byte[0])).isInstanceOf(CorruptRow.class);
    }

    @Test
    void nothingIsSealedBeforeItsKeyIsDurable() {
        var sealing = start();

        assertThatThrownBy(() -> sealing.seal(place, CLEAR))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatCouldNotBeStoredSealsNothing() {
        var sealing = start();
        rows.failing = true;
        assertThatThrownBy(() -> sealing.ready("0NE")).isInstanceOf(IllegalStateException.class);

        assertThatThrownBy(() -> sealing.seal(place, CLEAR))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eachScopeHasAKeyOfItsOwnThatIsMadeOnce() {
        ready("0NE", "0TWO", "0NE");

        assertThat(rows.keys).extracting(WrappedDataKey::scope).containsExactly("0NE", "0TWO");
    }

    @Test
    void theNextStartOpensWhatTheLastOneSealed() {
        var sealed = ready("0NE").seal(place, CLEAR);

        assertThat(start().open(place, sealed)).isEqualTo(CLEAR);
    }

    /// Both nodes of a cluster may make the first key of a scope.
    @Test
    void whatAnotherNodeSealedOpens() {
        var one = start();
        var other = start();
        one.ready("0NE");
        var sealed = one.seal(place, CLEAR);

        assertThat(other.open(place, sealed)).isEqualTo(CLEAR);
    }

    @Test
    void theKeyFileIsMadeForItsOwnerOnly() throws Exception {
        start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Base64.getDecoder().decode(Files.readString(file).strip())).hasSize(32);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingKeyFileStopsTheStartOnceSomethingWasSealed() throws Exception {
        ready("0NE");
        Files.delete(file);

        assertThatThrownBy(this::start)
                .isInstanceOf(KeyFileRefused.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is missing");
        assertThat(file).doesNotExist();
    }

    @Test
    void aMissingKeyFileIsMadeAnewWhereNothingWasSealed() throws Exception {
        start();
        Files.delete(file);

        start();

        assertThat(file).exists();
    }

    @Test
    void anotherKeyStopsTheStart() throws Exception {
        ready("0NE");
        Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));

        assertThatThrownBy(this::start)
                .isInstanceOf(KeyFileRefused.class)
                .hasMessageContaining("does not hold the key");
    }

    @Test
    void aKeyFileThatOthersMayReadStopsTheStart() throws Exception {
        start();
        for (var shared : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(shared));

            assertThatThrownBy(this::start)
                    .isInstanceOf(KeyFileRefused.class)
                    .hasMessageContaining("chmod 600 " + file);
        }
    }

    @Test
    void aKeyFileThatHoldsNoKeyStopsTheStartWithoutRepeatingIt() throws Exception {
        start();
        for (var text : List.of("", "c2hvcnQ=", "not base64 at all!", "x".repeat(2000))) {
            Files.writeString(file, text);

            assertThatThrownBy(this::start)
                    .isInstanceOf(KeyFileRefused.class)
                    .message()
                    .doesNotContain("c2hvcnQ=", "not base64 at all");
        }
    }

    @Test
    void aKeyFileThatIsThereIsNeverReplaced() throws Exception {
        start();
        var before = Files.readString(file);

        new KeyFile(file).make(random);

        assertThat(Files.readString(file)).isEqualTo(before);
    }

    /// A table in memory.
    private static final class Rows implements DataKeyRows {
        private final List<WrappedDataKey> keys = new ArrayList<>();
        private boolean failing;

        @Override
        public List<WrappedDataKey> all() {
            return List.copyOf(keys);
        }

        @Override
        public List<WrappedDataKey> of(String scope) {
            return keys.stream().filter(key -> key.scope().equals(scope)).toList();
        }

        @Override
        public void add(WrappedDataKey key) {
            if (failing) {
                throw new IllegalStateException("no disk");
            }
            keys.add(key);
        }
    }
}
