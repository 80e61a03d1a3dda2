package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.id.ByteString;

import java.util.UUID;

/// A direct method on its way to a client.
///
/// @param id what the response must name
/// @param client who is meant: the connection's own client, or a child of it
/// @param payload JSON, or empty
public record MethodCall(UUID id, HubClient client, String name, ByteString payload) {}
