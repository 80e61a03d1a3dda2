package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.ClientActivity;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.DeviceIdentity;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

final class DeviceIdentityJsonTest {
    private static final DeviceId PUMP = new DeviceId("pump");
    private static final Instant CREATED = Instant.parse("2030-01-07T08:00:00Z");
    private static final Instant DISABLED = Instant.parse("2030-01-08T09:30:00.25Z");
    private static final String K1 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String K2 = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    @Test
    void anEmptyDocumentIsAnEnabledDeviceOfWhichNothingElseIsSaid() throws Exception {
        var draft = read("{}");

        assertThat(draft.enabled()).isTrue();
        assertThat(draft.statusReason()).isNull();
        assertThat(draft.iotEdge()).isFalse();
        assertThat(draft.authentication()).isEqualTo(new AuthenticationWish.Unsaid());
    }

    /// Clients send back what they were given.
    @Test
    void whatIsWrittenReadsAsTheSame() throws Exception {
        var keys = new SymmetricKeys(Secret.ofBase64(K1), Secret.ofBase64(K2));
        var sha1 = ByteString.sha1((byte) 1);
        var sha256 = ByteString.sha256((byte) 1);
        List<DeviceAuthentication> kinds =
                List.of(
                        new DeviceAuthentication.SymmetricKeys(keys),
                        new DeviceAuthentication.Thumbprints(sha1, sha256),
                        new DeviceAuthentication.CertificateAuthority(),
                        new DeviceAuthentication.None());
        for (var kind : kinds) {
            var draft = DeviceIdentityJson.read(PUMP, DeviceIdentityJson.write(identity(kind)));

            assertThat(draft.authentication()).isEqualTo(new AuthenticationWish.Exactly(kind));
            assertThat(draft.enabled()).isFalse();
            assertThat(draft.statusReason()).isEqualTo("stolen");
            assertThat(draft.iotEdge()).isTrue();
        }
    }

    @Test
    void theStatusTimeIsUnsetUntilTheStatusChanges() {
        var changed = identity(new DeviceAuthentication.None());
        var fresh =
                new DeviceIdentity(
                        PUMP,
                        "1",
                        new ETag("e"),
                        true,
                        null,
                        CREATED,
                        new DeviceAuthentication.None(),
                        false,
                        CREATED);

        assertThat(DeviceIdentityJson.write(changed).member("statusUpdatedTime"))
                .contains(new JsonString("2030-01-08T09:30:00.25Z"));
        assertThat(DeviceIdentityJson.write(fresh).member("statusUpdatedTime"))
                .contains(new JsonString("0001-01-01T00:00:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"sas\"}",
                "{\"type\":\"SAS\",\"symmetricKey\":null}",
                "{\"symmetricKey\":{\"primaryKey\":null,\"secondaryKey\":\"\"}}",
                "{}"
            })
    void symmetricKeysThatAreNotThereAreGenerated(String authentication) throws Exception {
        assertThat(read("{\"authentication\":" + authentication + "}").authentication())
                .isEqualTo(new AuthenticationWish.GeneratedKeys());
    }

    @Test
    void thumbprintsWithoutATypeAreSelfSigned() throws Exception {
        var print = ByteString.sha256((byte) 1);
        var draft =
                read(
                        """
                        {"authentication":{"x509Thumbprint":{"secondaryThumbprint":"%s"}}}
                        """
                                .formatted(print.hex()));

        assertThat(draft.authentication())
                .isEqualTo(
                        new AuthenticationWish.Exactly(
                                new DeviceAuthentication.Thumbprints(print, print)));
    }

    @Test
    void theIdMayBeRepeatedButNotContradicted() throws Exception {
        assertThat(read("{\"deviceId\":\"pump\"}").deviceId()).isEqualTo(PUMP);
        assertThatThrownBy(() -> read("{\"deviceId\":\"Pump\"}")).isInstanceOf(BadDocument.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"asleep\"}",
                "{\"status\":1}",
                "{\"capabilities\":{\"iotEdge\":\"yes\"}}",
                "{\"capabilities\":true}",
                "{\"parentScopes\":[\"a\",\"b\"]}",
                "{\"parentScopes\":[1]}",
                "{\"deviceScope\":true}",
                "{\"authentication\":{\"type\":\"password\"}}",
                "{\"authentication\":{\"type\":\"selfSigned\"}}",
                "{\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"AAAA\",\"secondaryKey\":\"AAAA\"}}}",
                "{\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"?\",\"secondaryKey\":\"?\"}}}",
                "{\"authentication\":{\"x509Thumbprint\":{\"primaryThumbprint\":\"00\"}}}",
                "{\"authentication\":{\"x509Thumbprint\":{\"primaryThumbprint\":\"zz\"}}}"
            })
    void whatTheContractDoesNotAllowIsRefused(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(BadDocument.class);
    }

    @Test
    void aStatusReasonHasAtMost128Characters() throws Exception {
        assertThat(read("{\"statusReason\":\"" + "x".repeat(128) + "\"}").statusReason())
                .hasSize(128);
        assertThatThrownBy(() -> read("{\"statusReason\":\"" + "x".repeat(129) + "\"}"))
                .isInstanceOf(BadDocument.class);
    }

    @Test
    void aComplaintNamesTheMemberAndNoSecret() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        {"authentication":{"symmetricKey":{
                                          "primaryKey":"sesame!","secondaryKey":"sesame!"}}}
                                        """))
                .hasMessageContaining("authentication.symmetricKey")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void parentScopesThatAreEmptyAreNoWish() throws Exception {
        assertThat(read("{\"deviceScope\":null,\"parentScopes\":[]}").enabled()).isTrue();
    }

    /// A client that changes what it has read sends both scopes, and has changed the first.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                               |
                    {"deviceScope":"s1"}                             | s1
                    {"parentScopes":["s1"]}                          | s1
                    {"deviceScope":"s2","parentScopes":["s1"]}       | s2
                    {"deviceScope":"own"}                            |
                    {"deviceScope":"own","parentScopes":["s1"]}      | s1
                    {"deviceScope":"own","parentScopes":["own"]}     |
                    {"deviceScope":"","parentScopes":[]}             |
                    """)
    void aDeviceHasOneGatewayAtMost(String document, @Nullable String gateway) throws Exception {
        assertThat(read(document).gatewayScope("own")).isEqualTo(gateway);
    }

    @Test
    void aGatewayShowsItsOwnScopeAndAChildItsParents() throws Exception {
        var child = identity(new DeviceAuthentication.None(), false, "ms-azure-iot-edge://gw-7");
        var gateway = identity(new DeviceAuthentication.None(), false, null);

        assertThat(scopes(DeviceIdentityJson.write(child)))
                .isEqualTo(
                        object(
                                """
                                {"deviceScope":"ms-azure-iot-edge://gw-7",
                                 "parentScopes":["ms-azure-iot-edge://gw-7"]}
                                """));
        assertThat(scopes(DeviceIdentityJson.write(gateway))).isEqualTo(JsonObject.EMPTY);
        assertThat(scopes(DeviceIdentityJson.write(gateway, ClientActivity.NONE, true)))
                .isEqualTo(
                        object(
                                """
                                {"deviceScope":"ms-azure-iot-edge://pump-1","parentScopes":[]}
                                """));
    }

    private static JsonObject scopes(JsonObject document) {
        var members = new LinkedHashMap<>(document.members());
        members.keySet().retainAll(Set.of("deviceScope", "parentScopes"));
        return new JsonObject(members);
    }

    private static DeviceDraft read(String text) throws Exception {
        return DeviceIdentityJson.read(PUMP, object(text));
    }

    private static JsonObject object(String text) throws Exception {
        return JsonFields.object(JsonText.parse(text, JsonLimits.DEFAULT));
    }

    private static DeviceIdentity identity(
            DeviceAuthentication authentication, boolean iotEdge, @Nullable String gateway) {
        return new DeviceIdentity(
                PUMP,
                "1",
                new ETag("e"),
                true,
                null,
                CREATED,
                authentication,
                iotEdge,
                CREATED,
                null,
                gateway);
    }

    private static DeviceIdentity identity(DeviceAuthentication authentication) {
        return new DeviceIdentity(
                PUMP, "1", new ETag("e"), false, "stolen", DISABLED, authentication, true, CREATED);
    }
}
