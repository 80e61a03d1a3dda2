package berth.hub.eventhub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.TelemetryEntry;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpContent;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.AmqpTerms;
import berth.net.amqp.CorrelationId;
import berth.testkit.store.InMemoryTelemetryLog;
import berth.testkit.store.MovableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class EventHubNodeTest {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");
    private static final String PARTITION_1 = "hub1/ConsumerGroups/$Default/Partitions/1";
    private static final Instant START = Instant.parse("2030-01-07T08:00:00Z");
    private static final CorrelationId ID = new CorrelationId.Ulong(7);

    private final MovableClock clock = new MovableClock(START);
    private final InMemoryTelemetryLog log = new InMemoryTelemetryLog(clock);
    private final EventHubs eventHubs = new EventHubs(log, 4);
    private final ScriptedConnection connection = new ScriptedConnection();
    private final Set<String> granted = new HashSet<>();
    private final EventHubNode node = eventHubs.on(connection, HUB, new Access());

    private final class Access implements ConsumerAccess {
        @Override
        public boolean granted(String path) {
            return granted.contains(path);
        }

        @Override
        public boolean judge(String token, String path) {
            return token.equals("good for " + path);
        }
    }

    EventHubNodeTest() {
        for (var group : List.of("$default", "other")) {
            for (int partition = 0; partition < 4; partition++) {
                granted.add("/hub1/ConsumerGroups/" + group + "/Partitions/" + partition);
            }
        }
    }

    @Test
    void aPartitionIsReadInOrderAndNoOther() {
        append(1, 1, 2, 1);
        var link = attach(ScriptedLink.reading(PARTITION_1, 10));

        assertThat(link.terms()).isEqualTo(AmqpTerms.TRACKED_AND_FILTERED);
        assertThat(link.sequences()).containsExactly(1L, 2L, 4L);
    }

    @Test
    void noMoreIsSentThanThereIsCreditFor() {
        append(1, 1, 1);
        var link = attach(ScriptedLink.reading(PARTITION_1, 2));
        assertThat(link.sequences()).containsExactly(1L, 2L);

        link.give(1);
        node.credited(link);
        connection.run();

        assertThat(link.sequences()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void creditTakenBackWhileTheLogIsReadLosesNothing() {
        append(1, 1);
        var link = ScriptedLink.reading(PARTITION_1, 2);
        node.attached(link, PARTITION_1);
        connection.workOnce();
        link.takeCreditBack();
        connection.run();
        assertThat(link.sequences()).isEmpty();

        link.give(5);
        node.credited(link);
        connection.run();

        assertThat(link.sequences()).containsExactly(1L, 2L);
    }

    @Test
    void whoWaitsFindsWhatComesWithinThePoll() {
        var link = attach(ScriptedLink.reading(PARTITION_1, 2));
        append(1);
        connection.pass(Duration.ofMillis(199));
        assertThat(link.sequences()).isEmpty();

        connection.pass(Duration.ofMillis(1));

        assertThat(link.sequences()).containsExactly(1L);
    }

    @Test
    void whoWaitsIsWokenByAnAppend() {
        var link = attach(ScriptedLink.reading(PARTITION_1, 2));
        append(1);

        eventHubs.appended(HUB);
        connection.run();

        assertThat(link.sequences()).containsExactly(1L);
    }

    @Test
    void beingWokenOftenStartsNoMoreTimers() {
        attach(ScriptedLink.reading(PARTITION_1, 2));
        for (int i = 0; i < 100; i++) {
            eventHubs.appended(HUB);
            connection.run();
        }

        connection.pass(Duration.ofMillis(250));

        assertThat(connection.alarms()).isOne();
    }

    @Test
    void withoutCreditNobodyPolls() {
        attach(ScriptedLink.reading(PARTITION_1, 0));

        assertThat(connection.alarms()).isZero();
        assertThat(connection.works()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amqp.annotation.x-opt-offset > '-1'             | 1,2,3",
                "amqp.annotation.x-opt-offset > '2'              | 3",
                "amqp.annotation.x-opt-offset >= '2'             | 2,3",
                "amqp.annotation.x-opt-sequence-number > '1'     | 2,3",
                "amqp.annotation.x-opt-offset > '@latest'        | ''",
                "amqp.annotation.x-opt-enqueued-time > '1894003200000'  | 2,3",
                "amqp.annotation.x-opt-enqueued-time >= '1894003200000' | 1,2,3",
                "amqp.annotation.x-opt-enqueued-time > '1894003260000'  | ''"
            })
    void aConsumerBeginsWhereItWants(String filter, String expected) {
        append(1);
        clock.pass(Duration.ofMinutes(1));
        append(1, 1);

        var link = attach(ScriptedLink.reading(PARTITION_1, 10).from(filter));

        assertThat(link.isAccepted()).isTrue();
        assertThat(link.sequences().stream().map(Object::toString))
                .containsExactly(expected.isEmpty() ? new String[0] : expected.split(","));
    }

    @Test
    void aPositionBeyondTheEndIsRefusedInsteadOfWaitingForEver() {
        append(1);

        var link =
                attach(
                        ScriptedLink.reading(PARTITION_1, 10)
                                .from("amqp.annotation.x-opt-offset > '99'"));

        assertThat(link.refusedWith()).isEqualTo("com.microsoft:argument-out-of-range");
    }

    @Test
    void aFilterThatIsNoneIsRefused() {
        var link = attach(ScriptedLink.reading(PARTITION_1, 1).from("color = 'red'"));

        assertThat(link.refusedWith()).isEqualTo("amqp:invalid-field");
    }

    @Test
    void withoutATokenNothingIsRead() {
        granted.clear();

        var link = attach(ScriptedLink.reading(PARTITION_1, 1));

        assertThat(link.refusedWith()).isEqualTo("amqp:unauthorized-access");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub1/ConsumerGroups/$Default/Partitions/4",
                "hub2/ConsumerGroups/$Default/Partitions/0"
            })
    void whatIsNotThereIsNotFound(String address) {
        var link = ScriptedLink.reading(address, 1);
        node.attached(link, address);

        assertThat(link.refusedWith()).isEqualTo("amqp:not-found");
    }

    @Test
    void nobodySendsToAPartition() {
        var link = new ScriptedLink(true, PARTITION_1, "s");
        node.attached(link, PARTITION_1);

        assertThat(link.refusedWith()).isEqualTo("amqp:not-allowed");
    }

    @Test
    void aConsumerThatSettlesNothingIsSentABoundedNumberOfBytes() {
        for (int i = 0; i < 20; i++) {
            appendLarge(1, 200_000);
        }
        var link = attach(ScriptedLink.reading(PARTITION_1, 50));
        int before = link.sequences().size();
        assertThat(before).isBetween(5, 11);

        link.unsettled().forEach(node::settled);
        connection.run();

        assertThat(link.sequences()).hasSizeGreaterThan(before).doesNotHaveDuplicates();
    }

    @Test
    void aStoreThatIsAwayDelaysAndLosesNothing() {
        append(1);
        var link = ScriptedLink.reading(PARTITION_1, 5);
        node.attached(link, PARTITION_1);
        connection.workOnce();
        log.failNext(storeGone());
        connection.run();
        assertThat(link.sequences()).isEmpty();

        connection.pass(Duration.ofSeconds(1));

        assertThat(link.sequences()).containsExactly(1L);
    }

    @Test
    void aLinkThatCannotBeginNowIsRefused() {
        log.failNext(storeGone());

        assertThat(attach(ScriptedLink.reading(PARTITION_1, 5)).refusedWith())
                .isEqualTo("com.microsoft:server-busy");
    }

    @Test
    void aLinkThatIsGoneIsLeftAlone() {
        append(1);
        var link = ScriptedLink.reading(PARTITION_1, 5);
        node.attached(link, PARTITION_1);
        connection.workOnce();
        node.detached(link);
        connection.run();
        connection.pass(Duration.ofSeconds(5));

        assertThat(link.sequences()).isEmpty();
        assertThat(connection.alarms()).isZero();
    }

    @Test
    void aReaderWithAnEpochTakesThePlaceOfOneWithALowerOne() {
        var first = attach(ScriptedLink.reading(PARTITION_1, 5).epoch(1));
        var second = attach(ScriptedLink.reading(PARTITION_1, 5).epoch(1));

        assertThat(first.detachedWith()).isEqualTo("amqp:link:stolen");
        assertThat(second.detachedWith()).isEmpty();
        assertThat(attach(ScriptedLink.reading(PARTITION_1, 5).epoch(0)).refusedWith())
                .isEqualTo("amqp:link:stolen");
        assertThat(attach(ScriptedLink.reading(PARTITION_1, 5)).refusedWith())
                .isEqualTo("amqp:link:stolen");
    }

    @Test
    void consumerGroupsAndPartitionsDoNotTakeEachOthersPlaces() {
        var first = attach(ScriptedLink.reading(PARTITION_1, 5).epoch(1));
        attach(ScriptedLink.reading("hub1/ConsumerGroups/other/Partitions/1", 5).epoch(2));
        attach(ScriptedLink.reading("hub1/ConsumerGroups/$Default/Partitions/2", 5).epoch(2));

        assertThat(first.detachedWith()).isEmpty();
    }

    @Test
    void fiveReadersShareAPartitionAndTheSixthIsRefusedUntilOneLeaves() {
        var first = attach(ScriptedLink.reading(PARTITION_1, 5));
        for (int i = 0; i < 4; i++) {
            assertThat(attach(ScriptedLink.reading(PARTITION_1, 5)).isAccepted()).isTrue();
        }
        assertThat(attach(ScriptedLink.reading(PARTITION_1, 5)).refusedWith())
                .isEqualTo("amqp:resource-limit-exceeded");

        node.detached(first);

        assertThat(attach(ScriptedLink.reading(PARTITION_1, 5)).isAccepted()).isTrue();
    }

    @Test
    void theManagementNodeTellsOfTheHub() {
        granted.add("/hub1");

        var answer = ask(Map.of("type", "com.microsoft:eventhub", "name", "hub1"));

        assertThat(answer.application()).containsEntry("status-code", 200);
        assertThat(answer.properties().correlationId()).isEqualTo(ID);
        assertThat(answer.body())
                .isEqualTo(
                        new AmqpBody.Value(
                                Map.of(
                                        "name",
                                        "hub1",
                                        "type",
                                        "com.microsoft:eventhub",
                                        "created_at",
                                        Instant.EPOCH,
                                        "partition_count",
                                        4,
                                        "partition_ids",
                                        List.of("0", "1", "2", "3"))));
    }

    @Test
    void theManagementNodeTellsOfAPartition() {
        append(0, 1, 1);

        var answer =
                ask(
                        Map.of(
                                "type", "com.microsoft:partition",
                                "name", "hub1",
                                "partition", "1",
                                "security_token", "good for /hub1"));

        assertThat(answer.body())
                .isEqualTo(
                        new AmqpBody.Value(
                                Map.of(
                                        "name",
                                        "hub1",
                                        "type",
                                        "com.microsoft:partition",
                                        "partition",
                                        "1",
                                        "begin_sequence_number",
                                        2L,
                                        "last_enqueued_sequence_number",
                                        3L,
                                        "last_enqueued_offset",
                                        "3",
                                        "last_enqueued_time_utc",
                                        START,
                                        "is_partition_empty",
                                        false)));
    }

    @ParameterizedTest
    @CsvSource({
        "com.microsoft:partition, hub1, 4, good for /hub1, 404",
        "com.microsoft:partition, hub1, x, good for /hub1, 404",
        "com.microsoft:eventhub, hub2, 0, good for /hub2, 404",
        "com.microsoft:queue, hub1, 0, good for /hub1, 400",
        "com.microsoft:eventhub, hub1, 0, good for /hub2, 401",
        "com.microsoft:eventhub, hub1, 0, '', 401"
    })
    void whatMayNotBeOrIsNotThereHasItsStatus(
            String type, String name, String partition, String token, int status) {
        var answer =
                ask(
                        Map.of(
                                "type", type,
                                "name", name,
                                "partition", partition,
                                "security_token", token));

        assertThat(answer.application()).containsEntry("status-code", status);
        assertThat(answer.body()).isEqualTo(new AmqpBody.Value(null));
    }

    @Test
    void aManagementNodeWhoseStoreIsAwaySaysSo() {
        granted.add("/hub1");
        log.failNext(storeGone());

        var answer =
                ask(Map.of("type", "com.microsoft:partition", "name", "hub1", "partition", "0"));

        assertThat(answer.application()).containsEntry("status-code", 503);
    }

    private AmqpMessage ask(Map<String, Object> properties) {
        var asking = new ScriptedLink(true, "$management", "s");
        var hearing = new ScriptedLink(false, "$management", "s");
        var elsewhere = new ScriptedLink(false, "$management", "t");
        List.of(elsewhere, asking, hearing).forEach(link -> node.attached(link, "$management"));
        var all = new HashMap<>(properties);
        all.put("operation", "READ");
        var request =
                new AmqpMessage(
                        new AmqpProperties(ID, null, null, null, null, null, null, null, null),
                        Map.of(),
                        all,
                        new AmqpBody.None());
        var delivery = new Request(asking, request);
        node.received(delivery);
        connection.run();
        assertThat(delivery.accepted).isTrue();
        assertThat(elsewhere.sent()).isEmpty();
        return hearing.sent().getFirst();
    }

    private static final class Request implements AmqpDelivery {
        private final AmqpLink link;
        private final AmqpContent content;
        private boolean accepted;

        private Request(AmqpLink link, AmqpContent content) {
            this.link = link;
            this.content = content;
        }

        @Override
        public AmqpLink link() {
            return link;
        }

        @Override
        public AmqpContent content() {
            return content;
        }

        @Override
        public void accept() {
            accepted = true;
        }

        @Override
        public void reject(AmqpError error) {
            throw new AssertionError("rejected: " + error);
        }

        @Override
        public void release() {
            throw new AssertionError("released");
        }

        @Override
        public void modify() {
            throw new AssertionError("modified");
        }
    }

    private ScriptedLink attach(ScriptedLink link) {
        node.attached(link, link.address());
        connection.run();
        return link;
    }

    private void append(int... partitions) {
        for (int partition : partitions) {
            appendLarge(partition, 1);
        }
    }

    private void appendLarge(int partition, int bytes) {
        var message = new DeviceMessage(Map.of(), Map.of(), ByteString.of(new byte[bytes]));
        var client = HubClient.device(new DeviceId("d" + partition));
        log.append(HUB, List.of(new TelemetryEntry(client, partition, message)));
    }

    private static StoreUnavailable storeGone() {
        return new StoreUnavailable("anything", true, new IOException("connection refused"));
    }
}
