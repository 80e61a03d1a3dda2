package berth.cli.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.CustomAllocationJson;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.x509.CertificateIssuer;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

class SiteFunctionTest {
    private static final String HUBS = "[\"b.test\", \"a.test\"]";

    /// Read as the service reads it.
    @Test
    void aDeviceGoesToTheHubOfItsSiteAndCarriesTheSiteInItsTwin() throws Exception {
        var decided = CustomAllocationJson.read(placed(byKey("quickstart-key-oslo-00003")));

        assertThat(String.valueOf(decided.hub())).isEqualTo("a.test");
        assertThat(decided.initialTwin()).isNotNull();
        assertThat(decided.initialTwin().tags().members())
                .containsEntry("site", new JsonString("oslo"));
        assertThat(decided.payload().members()).containsEntry("site", new JsonString("oslo"));
    }

    @Test
    void otherSitesGoToTheOtherHub() throws Exception {
        for (var site : List.of("porto", "turin")) {
            assertThat(placed(byKey("x-" + site + "-1")).members())
                    .containsEntry("iotHubHostName", new JsonString("b.test"));
        }
    }

    @Test
    void theSiteOfACertificateIsInItsName() throws Exception {
        assertThat(placed(byCertificate("d-turin-1", "d-turin-1")).members())
                .containsEntry("iotHubHostName", new JsonString("b.test"));
    }

    @Test
    void aCertificateOfAnotherDeviceIsRejected() throws Exception {
        assertThat(SiteFunction.decide(byCertificate("d-oslo-1", "d-turin-1")))
                .isInstanceOf(SiteFunction.Answer.Rejected.class);
    }

    @Test
    void whatItCannotDecideItRejects() throws Exception {
        for (var question :
                List.of(
                        "[]",
                        "{}",
                        "{\"deviceRuntimeContext\": {}, \"linkedHubs\": " + HUBS + "}",
                        question("\"registrationId\": \"no-site-known\"", HUBS),
                        question("\"registrationId\": \"d-oslo-1\"", "[]"),
                        question(
                                "\"registrationId\": \"d-oslo-1\", \"x509\":"
                                        + " {\"clientCertificate\": \"AAAA\"}",
                                HUBS))) {
            assertThat(SiteFunction.decide(JsonText.parse(question, JsonLimits.DEFAULT)))
                    .as(question)
                    .isInstanceOf(SiteFunction.Answer.Rejected.class);
        }
    }

    private static JsonObject placed(JsonObject question) {
        return ((SiteFunction.Answer.Placed) SiteFunction.decide(question)).body();
    }

    private static JsonObject byKey(String id) throws Exception {
        return json(
                question("\"registrationId\": \"%s\", \"symmetricKey\": {}".formatted(id), HUBS));
    }

    private static JsonObject byCertificate(String id, String commonName) throws Exception {
        var issuer = new CertificateIssuer(InstantSource.system(), new SecureRandom());
        var leaf = issuer.selfSignedDevice(commonName, Duration.ofDays(1)).certificate();
        var der = Base64.getEncoder().encodeToString(leaf.getEncoded());
        return json(
                question(
                        "\"registrationId\": \"%s\", \"x509\": {\"clientCertificate\": \"%s\"}"
                                .formatted(id, der),
                        HUBS));
    }

    private static String question(String context, String hubs) {
        return "{\"deviceRuntimeContext\": {%s}, \"linkedHubs\": %s}".formatted(context, hubs);
    }

    private static JsonObject json(String text) throws Exception {
        return (JsonObject) JsonText.parse(text, JsonLimits.DEFAULT);
    }
}
