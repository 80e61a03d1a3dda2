package berth.hub.live;

import berth.core.hub.HubClient;

import org.jspecify.annotations.Nullable;

/// Who a client says it is.
///
/// @param source the peer's IP address, for audit and limits
/// @param modelId the model it names, or null; at most [#MODEL_ID_MAX] characters, longer ones are
///   cut
public record Claim(
        HubClient client,
        Proof proof,
        Transport transport,
        String source,
        @Nullable String modelId) {
    public static final int MODEL_ID_MAX = 256;

    public Claim {
        if (modelId != null && modelId.length() > MODEL_ID_MAX) {
            modelId = modelId.substring(0, MODEL_ID_MAX);
        }
    }
}
