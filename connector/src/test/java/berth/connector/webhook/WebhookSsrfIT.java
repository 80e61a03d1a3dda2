package berth.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.TestAuthority;
import berth.connector.TestNames;
import berth.connector.guard.AddressKind;
import berth.connector.guard.AddressRules;
import berth.connector.guard.GuardSettings;
import berth.connector.guard.GuardedClient;
import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationAnswer.Failed;
import berth.core.id.HostName;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;

/// An operator's URL must not make us knock at doors inside of our own house. A real server waits
/// behind each of them: it must never see a connection.
@Timeout(60)
class WebhookSsrfIT {
    private static final String HOST = "fn.example.test";

    /// Only the server's own address: what a public one is in production.
    private static final AddressRules LOOPBACK_ONLY =
            new AddressRules(Set.of(AddressKind.LOOPBACK));

    private final TestAuthority authority = new TestAuthority();
    private final TestNames names = new TestNames();
    private final ScriptedHttpServer server =
            ScriptedHttpServer.start(authority.server(HOST))
                    .usually(Script.json(200, "{\"iotHubHostName\": \"hub-south.example.net\"}"));

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "10.0.0.5",
                "172.20.0.5",
                "192.168.0.5",
                "169.254.169.254",
                "168.63.129.16",
                "100.64.0.5",
                "224.0.0.5",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::5",
                "fd00:ec2::254",
                "ff02::5",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::1"
            })
    void aNameThatLeadsInsideIsRefused(String address) {
        names.then(HOST, address);

        assertRefused(ask(GuardSettings.STANDARD, "https://" + HOST));
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"})
    void anAddressInTheUrlIsJudgedLikeAName(String host) {
        names.then(host.replaceAll("[\\[\\]]", ""), host.replaceAll("[\\[\\]]", ""));

        assertRefused(ask(GuardSettings.STANDARD, "https://" + host));
        assertThat(server.connections()).isZero();
    }

    @Test
    void oneForbiddenAddressAmongManySpoilsTheName() {
        names.then(HOST, "127.0.0.1", "169.254.169.254");

        assertRefused(ask(GuardSettings.STANDARD.with(LOOPBACK_ONLY), "https://" + HOST));
        assertThat(server.connections()).isZero();
    }

    /// The name server answers well when asked for the check and badly ever after.
    @Test
    void aNameIsNeverAskedForTwiceInOneCall() {
        names.then(HOST, "127.0.0.1").then(HOST, "169.254.169.254");

        assertThat(ask(GuardSettings.STANDARD.with(LOOPBACK_ONLY), "https://" + HOST))
                .isInstanceOf(Decided.class);
        assertThat(names.asked()).containsExactly(HOST);
        assertThat(server.received().getFirst().headers().get("host"))
                .isEqualTo(HOST + ":" + server.port());
    }

    @Test
    void aRepetitionGoesToTheAddressThatWasJudged() {
        server.then(Script.resetAtOnce());
        names.then(HOST, "127.0.0.1").then(HOST, "169.254.169.254");

        assertThat(ask(GuardSettings.STANDARD.with(LOOPBACK_ONLY), "https://" + HOST))
                .isInstanceOf(Decided.class);
        assertThat(names.asked()).containsExactly(HOST);
    }

    @Test
    void everyCallJudgesAnew() {
        names.then(HOST, "127.0.0.1").then(HOST, "169.254.169.254");
        var function = function(GuardSettings.STANDARD.with(LOOPBACK_ONLY));

        assertThat(function.ask(Questions.to(url("https://" + HOST)))).isInstanceOf(Decided.class);
        assertRefused(function.ask(Questions.to(url("https://" + HOST))));
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aRedirectInsideIsNotFollowed() {
        names.then(HOST, "127.0.0.1").then("localhost", "127.0.0.1");
        server.then(
                Script.reply(
                        307, "Location: https://localhost:%d/\r\n".formatted(server.port()), ""));

        assertThat(ask(GuardSettings.DEVELOPMENT, "https://" + HOST)).isInstanceOf(Failed.class);
        assertThat(server.connections()).isEqualTo(1);
        assertThat(names.asked()).containsExactly(HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://fn.example.test",
                "ftp://fn.example.test",
                "https://user:word@fn.example.test",
                "https://fn.example.test@other.example.test"
            })
    void aUrlOfAnotherKindIsNotEvenResolved(String start) {
        names.then(HOST, "127.0.0.1");

        assertRefused(ask(GuardSettings.STANDARD.with(LOOPBACK_ONLY), start));
        assertThat(names.asked()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void aHostThatIsNotListedIsNotEvenResolved() {
        names.then(HOST, "127.0.0.1");
        var listed =
                GuardSettings.STANDARD
                        .with(LOOPBACK_ONLY)
                        .withHosts(Set.of(new HostName("other.example.test")));

        assertRefused(ask(listed, "https://" + HOST));
        assertThat(names.asked()).isEmpty();
    }

    @Test
    void aDevelopersOwnFunctionIsCalledOnlyInDevelopment() {
        names.then("localhost", "127.0.0.1");
        try (var plain =
                ScriptedHttpServer.startPlain()
                        .usually(
                                Script.json(
                                        200, "{\"iotHubHostName\": \"hub-north.example.net\"}"))) {
            var question = Questions.to("http://localhost:%d/pick".formatted(plain.port()));

            assertThat(function(GuardSettings.DEVELOPMENT).ask(question))
                    .isEqualTo(new Decided(Questions.NORTH, null, null));
            assertRefused(function(GuardSettings.STANDARD).ask(question));
            assertThat(plain.connections()).isEqualTo(1);
        }
    }

    private CustomAllocationAnswer ask(GuardSettings settings, String start) {
        return function(settings).ask(Questions.to(url(start)));
    }

    private String url(String start) {
        return start + ":" + server.port() + "/pick?code=S3CR3T";
    }

    private HttpCustomAllocation function(GuardSettings settings) {
        return new HttpCustomAllocation(new GuardedClient(settings, authority.trust(), names));
    }

    /// Refused by us, for good: neither a failure to connect nor a bad certificate looks so.
    private static void assertRefused(CustomAllocationAnswer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.transientTrouble()).isFalse();
                            assertThat(failed.reason())
                                    .containsAnyOf(
                                            "must not be called",
                                            "the URL",
                                            "is not on the list of hosts")
                                    .doesNotContain("S3CR3T");
                            assertThat(failed.message())
                                    .isEqualTo(
                                            "Custom allocation failed: the allocation function"
                                                    + " cannot be used");
                        });
    }
}
