package berth.store.sealing;

import java.util.List;

/// Where wrapped data keys are kept. Reads see what is committed and nothing else; a key that is
/// used before it is durable could be lost with everything it sealed.
public interface DataKeyRows {
    /// All of them, oldest first.
    List<WrappedDataKey> all();

    /// Those of one scope, oldest first.
    List<WrappedDataKey> of(String scope);

    /// Adds a key, durable on return.
    void add(WrappedDataKey key);
}
