package berth.hub.amqp;

import berth.core.access.HubRight;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.hub.live.Claim;
import berth.hub.live.Entrance;
import berth.hub.live.Grant;
import berth.hub.live.LiveHub;
import berth.hub.live.Proof;
import berth.wire.sas.SasText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Judges the tokens that come by CBS or SASL. Blocks; for any number of threads.
///
/// @param source the peer's address
record Proofs(House house, String source) {
    private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);

    /// What a token is worth.
    sealed interface Worth {
        record Client(Grant grant) implements Worth {}

        record Service(ServiceTokens.Shown token) implements Worth {}

        /// `message` is safe for the peer.
        record Nothing(HubError error, String message) implements Worth {}
    }

    /// Judges a token for what it is presented for.
    Worth judge(LiveHub hub, String audience, String token) {
        try {
            var parsed = Audience.parse(audience, hub.hostName());
            return parsed.isEmpty()
                    ? new Worth.Nothing(
                            HubError.ARGUMENT_INVALID, "the name is not one of this hub's")
                    : switch (parsed.get()) {
                        case Audience.Client(var client) ->
                                client(hub, meant(hub, client, token), token);
                        case Audience.Service(var path) -> service(hub, path, token);
                    };
        } catch (StoreUnavailable e) {
            LOG.warn("a token cannot be judged: {}", e.getMessage());
            return unavailable();
        }
    }

    /// The Java client names the device alone also for a module; its token names both.
    private static HubClient meant(LiveHub hub, HubClient named, String token) {
        return !named.isModule()
                        && SasText.parse(token) instanceof SasText.Parsed.Token(var read)
                        && Audience.parse(read.resource(), hub.hostName()).orElse(null)
                                instanceof Audience.Client(var client)
                        && client.isModule()
                        && client.deviceId().equals(named.deviceId())
                ? client
                : named;
    }

    private static Worth unavailable() {
        return new Worth.Nothing(
                HubError.SERVER_ERROR, "the hub cannot reach its store; try again");
    }

    Worth client(LiveHub hub, HubClient client, String token) {
        var claim = new Claim(client, new Proof.Token(token), house.transport(), source, null);
        return switch (hub.authenticate(claim)) {
            case Entrance.Admitted(var grant) -> new Worth.Client(grant);
            case Entrance.Refused(var error, _) -> new Worth.Nothing(error, "not authorized");
            case Entrance.Unavailable _ -> unavailable();
        };
    }

    Worth service(LiveHub hub, String path, String token) {
        var service = hub.service();
        var policy =
                service.servicePolicy(
                        token, path, HubRight.SERVICE_CONNECT, source, house.errors().trackingId());
        var end = service.expiry(token);
        return policy.isPresent() && end.isPresent()
                ? new Worth.Service(new ServiceTokens.Shown(path, token, end.get()))
                : new Worth.Nothing(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "not authorized");
    }
}
