package berth.hub.live;

import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.id.ByteString;
import berth.core.secret.SymmetricKeys;
import berth.hub.twin.Twins;
import berth.wire.x509.IssuedCertificate;

import org.junit.jupiter.api.Test;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Source: iot-hub-protocol, section 1.2.
final class DeviceCertificateTest {
    private static final IssuedCertificate ROOT = authority("Root").issue();
    private static final DeviceAuthentication BY_AUTHORITY =
            new DeviceAuthentication.CertificateAuthority();

    @Test
    void oneThatAnAuthorityOfTheHubIssuedForTheDeviceIsTaken() {
        var leaf = device("dev-01").issuedBy(ROOT).certificate();

        assertThat(judged("dev-01", BY_AUTHORITY, leaf)).isInstanceOf(Entrance.Admitted.class);
    }

    @Test
    void oneForAModuleNamesDeviceAndModule() {
        var leaf = device("dev-01/m1").issuedBy(ROOT).certificate();

        assertThat(judged("dev-01/m1", BY_AUTHORITY, leaf)).isInstanceOf(Entrance.Admitted.class);
        assertThat(judged("dev-01", BY_AUTHORITY, leaf)).isInstanceOf(Entrance.Refused.class);
    }

    @Test
    void oneForAnotherDeviceIsRefusedAlsoInAnotherCase() {
        var leaf = device("DEV-01").issuedBy(ROOT).certificate();

        assertThat(judged("dev-01", BY_AUTHORITY, leaf)).isInstanceOf(Entrance.Refused.class);
    }

    @Test
    void oneOfAnAuthorityThatTheHubDoesNotKnowIsRefused() {
        var other = authority("Root").issue();
        var leaf = device("dev-01").issuedBy(other).certificate();

        assertThat(judged("dev-01", BY_AUTHORITY, leaf)).isInstanceOf(Entrance.Refused.class);
    }

    @Test
    void oneThatADeviceMadeForItselfIsNoAuthoritys() {
        assertThat(judged("dev-01", BY_AUTHORITY, device("dev-01").certificate()))
                .isInstanceOf(Entrance.Refused.class);
    }

    @Test
    void aThumbprintIsOfTheWholeCertificateByEitherDigest() throws CertificateEncodingException {
        var mine = device("anything").certificate();
        var other = device("anything").certificate();
        var encoded = mine.getEncoded();
        var sha256 = ByteString.sha256(encoded);
        var sha1 = ByteString.sha1(encoded);

        for (var thumbprint : List.of(sha256, sha1)) {
            var way = new DeviceAuthentication.Thumbprints(thumbprint, thumbprint);
            assertThat(judged("dev-01", way, mine)).isInstanceOf(Entrance.Admitted.class);
            assertThat(judged("dev-01", way, other)).isInstanceOf(Entrance.Refused.class);
        }
    }

    @Test
    void theSecondThumbprintIsAsGoodAsTheFirst() throws CertificateEncodingException {
        var mine = device("anything").certificate();
        var way =
                new DeviceAuthentication.Thumbprints(
                        ByteString.sha256(), ByteString.sha256(mine.getEncoded()));

        assertThat(judged("dev-01", way, mine)).isInstanceOf(Entrance.Admitted.class);
    }

    @Test
    void aDeviceWithKeysIsNotLetInByACertificate() {
        var keys =
                new DeviceAuthentication.SymmetricKeys(
                        new SymmetricKeys(LiveScene.K1, LiveScene.K2));

        assertThat(judged("dev-01", keys, device("dev-01").issuedBy(ROOT).certificate()))
                .isInstanceOf(Entrance.Refused.class);
    }

    private static Entrance judged(String id, DeviceAuthentication way, X509Certificate leaf) {
        var client = HubClient.parse(id);
        var state = new ClientState(client, true, "1", way, Twins.fresh(NOW), null, "scope", null);
        var doorkeeper =
                new Doorkeeper(
                        LiveScene.HOST,
                        List::of,
                        () -> List.of(ROOT.certificate()),
                        new SymmetricKeys(LiveScene.K1, LiveScene.K2));
        return doorkeeper.judge(
                new Claim(
                        client,
                        new Proof.Certificates(List.of(leaf)),
                        Transport.MQTT,
                        "192.0.2.7",
                        null),
                Optional.of(state),
                NOW);
    }
}
