package berth.core.attestation;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// The keys in challenges to TPMs that nobody enrolled. Over a protocol that proves identity before
/// the first request such a device is challenged like any other, and told at its request that it is
/// not known.
///
/// Computed, so that strangers leave nothing behind; good for as long as this process runs, which
/// is longer than any connection. They open no registration: an enrollment made later wants a
/// challenge of its own.
///
/// Source: dps-device-protocol, section 3.3.
public final class StrangerKeys {
    private static final int KEY_BYTES = 32;

    private final Secret secret;

    public StrangerKeys(RandomGenerator random) {
        this.secret = Secret.random(KEY_BYTES, random);
    }

    public Secret key(IdScope scope, RegistrationId id) {
        var name = "%s/registrations/%s".formatted(scope, id);
        return Secret.of(HmacSha256.of(secret, name.getBytes(StandardCharsets.UTF_8)));
    }
}
