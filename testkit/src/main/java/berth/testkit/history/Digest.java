package berth.testkit.history;

import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.registration.AssignmentPlan;
import berth.core.secret.SymmetricKeys;

import java.nio.charset.StandardCharsets;

/// What histories and final states say in place of credentials and plans: equal digests mean equal
/// values, and no secret is written down.
public final class Digest {
    private Digest() {}

    public static String of(DeviceAuthentication authentication) {
        return sha256(
                switch (authentication) {
                    case DeviceAuthentication.SymmetricKeys(SymmetricKeys(var one, var two)) ->
                            "keys " + one.revealBase64() + " " + two.revealBase64();
                    case DeviceAuthentication.Thumbprints(var primary, var secondary) ->
                            "thumbprints " + primary.hex() + " " + secondary.hex();
                    case DeviceAuthentication.CertificateAuthority() -> "authority";
                    case DeviceAuthentication.None() -> "none";
                });
    }

    /// Keys are masked in a plan's text, so they are added.
    public static String of(AssignmentPlan plan) {
        return sha256(plan + " " + of(plan.order().authentication()));
    }

    private static String sha256(String text) {
        return ByteString.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
