package berth.hub.eventhub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HubHostName;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionAddressTest {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");

    @ParameterizedTest
    @CsvSource({
        "hub1/ConsumerGroups/$Default/Partitions/0, $default, 0",
        "/hub1/consumergroups/analytics/partitions/3, analytics, 3",
        "HUB1/ConsumerGroups/%24Default/Partitions/0, $default, 0",
        "messages/events/ConsumerGroups/$Default/Partitions/2, $default, 2",
        "/messages/events/ConsumerGroups/$Default/Partitions/2, $default, 2",
        "hub1.example.com/ConsumerGroups/$Default/Partitions/1, $default, 1"
    })
    void theHubIsKnownByAnyOfItsNames(String path, String group, int partition) {
        var address = PartitionAddress.parse(path).orElseThrow();

        assertThat(address.isOf(HUB)).isTrue();
        assertThat(address.group()).isEqualTo(group);
        assertThat(address.partition()).isEqualTo(partition);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$cbs",
                "hub1",
                "hub1/Partitions/0",
                "hub1/ConsumerGroups/$Default/Partitions/",
                "hub1/ConsumerGroups/$Default/Partitions/-1",
                "hub1/ConsumerGroups/$Default/Partitions/99999",
                "hub1/ConsumerGroups//Partitions/0",
                "a/b/ConsumerGroups/$Default/Partitions/0",
                "hub1/ConsumerGroups/$Default/Partitions/0/more",
                "hub1/ConsumerGroups/%ff/Partitions/0"
            })
    void nothingElseIsAPartition(String path) {
        assertThat(PartitionAddress.parse(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub2", "hub1.example.net", "messages"})
    void anotherNameIsAnotherHub(String entity) {
        assertThat(
                        PartitionAddress.parse(entity + "/ConsumerGroups/$Default/Partitions/0")
                                .filter(address -> address.isOf(HUB)))
                .isEmpty();
    }
}
