package berth.store.sealing;

import berth.core.error.CorruptRow;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// Seals and opens secrets. Any thread.
///
/// A scope's first key is made by [#ready], outside of the transaction that will use it: only a key
/// that is durable may seal anything.
public final class Sealing {
    /// With random nonces a key of AES-GCM is good for 2^32 values; counted for each process, and
    /// there may be several. Source: NIST SP 800-38D, section 8.3.
    private static final long SEALS_MAX = 1L << 28;

    private record KeyName(String scope, long id) {}

    /// The key that seals, and how often it did since this process has it.
    private record Current(DataKey key, LongAdder seals) {
        boolean isGood() {
            return seals.sum() < SEALS_MAX;
        }
    }

    private final KeyEncryptionKey keyEncryptionKey;
    private final DataKeyRows rows;
    private final RandomGenerator random;

    /// Bounded by the rows of the table: keys get in only from there.
    private final ConcurrentMap<KeyName, DataKey> keys = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, Current> current = new ConcurrentHashMap<>();

    private Sealing(KeyEncryptionKey keyEncryptionKey, DataKeyRows rows, RandomGenerator random) {
        this.keyEncryptionKey = keyEncryptionKey;
        this.rows = rows;
        this.random = random;
    }

    /// Loads every data key, which proves the key file right, and makes the file if nothing has
    /// been sealed yet.
    ///
    /// @throws KeyFileRefused when the file is missing, unsafe or wrong
    public static Sealing start(KeyFile file, DataKeyRows rows, RandomGenerator random) {
        var stored = rows.all();
        if (!file.exists() && !stored.isEmpty()) {
            throw file.missing();
        }
        var sealing = new Sealing(file.exists() ? file.read() : file.make(random), rows, random);
        sealing.load(stored);
        return sealing;
    }

    /// Makes sure that [#seal] has a key for `scope`. Blocks; call it before the transaction.
    public void ready(String scope) {
        if (isReady(scope)) {
            return;
        }
        if (!current.containsKey(scope)) {
            load(rows.of(scope));
        }
        if (!isReady(scope)) {
            // Two nodes may both do this: a scope can have several keys, each named in the header.
            var key = DataKey.generate(scope, random);
            rows.add(keyEncryptionKey.wrap(key, random));
            keep(key);
        }
    }

    private boolean isReady(String scope) {
        var mine = current.get(scope);
        return mine != null && mine.isGood();
    }

    /// Seals `clear` for `place`, whose scope must be [#ready].
    public byte[] seal(SealedPlace place, byte[] clear) {
        var mine = current.get(place.scope());
        if (mine == null) {
            throw new IllegalStateException("no data key was made ready for " + place.scope());
        }
        mine.seals().increment();
        var key = mine.key();
        var associatedData = place.associatedData(Envelope.VERSION);
        return Envelope.seal(key.key(), key.id(), associatedData, clear, random);
    }

    /// Opens what was sealed for `place`.
    ///
    /// @throws CorruptRow when it was changed, or sealed for another place
    public byte[] open(SealedPlace place, byte[] sealed) {
        try {
            var key = find(place.scope(), Envelope.keyId(sealed));
            if (key == null) {
                throw new Unsealable("no such data key in this scope");
            }
            return Envelope.open(key.key(), place.associatedData(Envelope.VERSION), sealed);
        } catch (Unsealable e) {
            throw new CorruptRow(
                    place.table(),
                    place.scope() + "/" + place.rowKey(),
                    "column " + place.column() + ": " + e.getMessage());
        }
    }

    private @Nullable DataKey find(String scope, long id) {
        var name = new KeyName(scope, id);
        var key = keys.get(name);
        if (key == null) {
            // Another node may have made it.
            load(rows.of(scope));
            key = keys.get(name);
        }
        return key;
    }

    private void load(List<WrappedDataKey> stored) {
        stored.forEach(wrapped -> keep(keyEncryptionKey.unwrap(wrapped)));
    }

    private void keep(DataKey key) {
        keys.put(new KeyName(key.scope(), key.id()), key);
        current.compute(
                key.scope(),
                (_, was) ->
                        was != null && was.key().id() == key.id()
                                ? was
                                : new Current(key, new LongAdder()));
    }
}
