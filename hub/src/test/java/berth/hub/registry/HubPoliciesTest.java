package berth.hub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.id.HubHostName;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.hub.CountingRandom;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.Set;

final class HubPoliciesTest {
    @Test
    void aNewHubHasTheFiveDocumentedPolicies() {
        var policies = HubPolicies.defaults(new CountingRandom());

        assertThat(policies)
                .extracting(AccessPolicy::name)
                .containsExactly(
                        "iothubowner", "service", "device", "registryRead", "registryReadWrite");
        assertThat(policies.getFirst().rights()).isEqualTo(EnumSet.allOf(HubRight.class));
        assertThat(policies.get(3).rights()).containsExactly(HubRight.REGISTRY_READ);
    }

    @Test
    void everyKeyHas32BytesAndIsDifferent() {
        var keys =
                HubPolicies.defaults(new CountingRandom()).stream()
                        .map(AccessPolicy::keys)
                        .flatMap(pair -> Set.of(pair.primary(), pair.secondary()).stream())
                        .toList();

        assertThat(keys).hasSize(10).doesNotHaveDuplicates();
        assertThat(keys).allSatisfy(key -> assertThat(key.length()).isEqualTo(32));
    }

    @Test
    void theConnectionStringIsWhatServiceApplicationsExpect() {
        var key = Secret.ofBase64("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");
        var policy =
                new AccessPolicy<>(
                        "iothubowner", new SymmetricKeys(key, key), EnumSet.allOf(HubRight.class));

        assertThat(HubPolicies.connectionString(new HubHostName("hub1.example.com"), policy))
                .isEqualTo(
                        "HostName=hub1.example.com;SharedAccessKeyName=iothubowner;"
                                + "SharedAccessKey=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");
    }
}
