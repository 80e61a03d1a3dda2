package berth.store.sealing;

import berth.core.id.ByteString;

/// A data key as it is stored.
///
/// @param scope an ID scope or the host name of a hub
public record WrappedDataKey(String scope, long id, ByteString wrapped) {}
