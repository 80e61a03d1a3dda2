package berth.hub.live;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.access.SasToken;
import berth.core.access.SasVerification;
import berth.core.access.SharedAccess;
import berth.core.attestation.CertificateVerdict;
import berth.core.attestation.ChainJudgement;
import berth.core.attestation.CommonName;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.secret.SymmetricKeys;
import berth.wire.sas.SasText;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Judges what clients show for themselves. Knows nothing of stores. Source: iot-hub-protocol,
/// sections 1.1 and 1.2.
///
/// @param policies the hub's shared access policies
/// @param authorities who may vouch for devices of type `certificateAuthority`
/// @param strangers keys that nobody has: unknown devices are measured against them, so that the
///   time a refusal takes tells nothing
record Doorkeeper(
        HubHostName hub,
        Supplier<List<AccessPolicy<HubRight>>> policies,
        Supplier<List<X509Certificate>> authorities,
        SymmetricKeys strangers) {
    private static final String SAS = method("sas");
    private static final String POLICY =
            "{\"scope\":\"hub\",\"type\":\"sas\",\"issuer\":\"iothub\","
                    + "\"acceptingIpFilterRule\":null}";
    private static final String THUMBPRINT = method("x509");

    /// @param state the client as stored, or empty if there is none
    Entrance judge(Claim claim, Optional<ClientState> state, Instant now) {
        return switch (claim.proof()) {
            case Proof.Nothing _ -> refused("nothing was shown");
            case Proof.Token(String text) ->
                    switch (SasText.parse(text)) {
                        case SasText.Parsed.Refused _ -> refused("the token cannot be read");
                        case SasText.Parsed.Token(SasToken token) ->
                                token.policy().isPresent()
                                        ? byPolicy(claim, token, state, now)
                                        : byKey(claim, token, state, now);
                    };
            case Proof.Certificates(List<X509Certificate> chain) ->
                    byCertificate(claim, chain, state, now);
        };
    }

    private Entrance byPolicy(
            Claim claim, SasToken token, Optional<ClientState> state, Instant now) {
        var verdict =
                SharedAccess.judge(
                        token,
                        policies.get(),
                        new HostName(hub.value()),
                        claim.client().path(),
                        HubRight.DEVICE_CONNECT,
                        now);
        return switch (verdict) {
            case SharedAccess.Verdict.Granted<?> _ ->
                    state.isEmpty()
                            ? new Entrance.Refused(
                                    HubError.DEVICE_NOT_FOUND,
                                    claim.client() + " is not registered")
                            : admitted(claim, state.get(), POLICY, token);
            case SharedAccess.Verdict.Refused<?>(String reason) -> refused(reason);
            case SharedAccess.Verdict.Forbidden<?>(String policy, _) ->
                    refused("policy " + policy + " does not let devices connect");
        };
    }

    private Entrance byKey(Claim claim, SasToken token, Optional<ClientState> state, Instant now) {
        var own =
                state.map(ClientState::authentication)
                        .filter(DeviceAuthentication.SymmetricKeys.class::isInstance)
                        .map(way -> ((DeviceAuthentication.SymmetricKeys) way).keys());
        if (!SasVerification.signedBy(token, own.orElse(strangers))) {
            return refused(
                    state.isEmpty()
                            ? "not registered"
                            : own.isEmpty()
                                    ? "the device proves itself by certificate, not by key"
                                    : "the token is signed with another key");
        }
        if (SasVerification.expired(token, now)) {
            return refused("the token expired at " + token.expirySeconds());
        }
        if (!Resource.is(token.resource(), hub, claim.client())) {
            return refused("the token is for another resource");
        }
        return own.isEmpty()
                ? refused("nobody has these keys")
                : admitted(claim, state.orElseThrow(), SAS, token);
    }

    private static Entrance admitted(
            Claim claim, ClientState state, String method, SasToken token) {
        return state.enabled()
                ? new Entrance.Admitted(
                        new Grant(claim, state.generationId(), method, expiry(token)))
                : refused("disabled");
    }

    /// A token for ever is one for a long time.
    private static Instant expiry(SasToken token) {
        return Instant.ofEpochSecond(
                Math.min(
                        token.expirySeconds(),
                        Instant.parse("9999-12-31T00:00:00Z").getEpochSecond()));
    }

    private Entrance byCertificate(
            Claim claim, List<X509Certificate> chain, Optional<ClientState> state, Instant now) {
        if (state.isEmpty()) {
            return refused("not registered");
        }
        var complaint =
                switch (state.get().authentication()) {
                    case DeviceAuthentication.Thumbprints(var primary, var secondary) ->
                            thumbprint(chain.getFirst(), primary)
                                            || thumbprint(chain.getFirst(), secondary)
                                    ? ""
                                    : "the certificate has another thumbprint";
                    case DeviceAuthentication.CertificateAuthority _ ->
                            vouched(claim.client(), chain, now);
                    case DeviceAuthentication.SymmetricKeys _ ->
                            "the device proves itself by key, not by certificate";
                    case DeviceAuthentication.None _ -> "the identity has no authentication";
                };
        if (!complaint.isEmpty()) {
            return refused(complaint);
        }
        return state.get().enabled()
                ? new Entrance.Admitted(
                        new Grant(claim, state.get().generationId(), THUMBPRINT, null))
                : refused("disabled");
    }

    private static boolean thumbprint(X509Certificate leaf, ByteString wanted) {
        try {
            var encoded = leaf.getEncoded();
            var digest =
                    wanted.length() == 20 ? ByteString.sha1(encoded) : ByteString.sha256(encoded);
            return digest.equalsInConstantTime(wanted);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that came encoded", e);
        }
    }

    private String vouched(HubClient client, List<X509Certificate> chain, Instant now) {
        var name = CommonName.of(chain.getFirst().getSubjectX500Principal());
        if (!name.equals(new CommonName.Found(client.text()))) {
            return "the certificate's common name is not " + client;
        }
        var last = "the hub knows no certificate authority";
        for (var authority : authorities.get()) {
            switch (ChainJudgement.issuedUnder(chain, authority, now)) {
                case CertificateVerdict.Accepted _ -> {
                    return "";
                }
                case CertificateVerdict.Rejected(String reason) -> last = reason;
            }
        }
        return last;
    }

    private static Entrance refused(String reason) {
        return new Entrance.Refused(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, reason);
    }

    private static String method(String type) {
        return "{\"scope\":\"device\",\"type\":\"%s\",\"issuer\":\"iothub\",\"acceptingIpFilterRule\":null}"
                .formatted(type);
    }
}
