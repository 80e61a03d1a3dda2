package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.event.HubEvent;
import berth.core.hub.session.SessionStore;
import berth.core.hub.session.StoredSession;
import berth.core.id.HubHostName;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What every [SessionStore] keeps. Its events are those of the outbox beside it.
public abstract class SessionStoreContract {
    private static final HubClient METER = Messages.device("meter-7");

    private final HubHostName hub = Samples.freshHub();

    protected abstract HubHost host();

    private SessionStore store() {
        return host().sessions();
    }

    private List<HubEvent> events() {
        return host().events().read(hub, 0, 1_000);
    }

    private List<HubEvent.Kind> kinds() {
        return events().stream().map(HubEvent::kind).toList();
    }

    @Test
    void aClientThatWasNeverThereBeginsWithNothing() {
        var begun = store().begin(hub, METER, "node-1", false);

        assertThat(begun.known()).isFalse();
        assertThat(begun.filters()).isEmpty();
        assertThat(store().session(hub, METER).map(StoredSession::node)).contains("node-1");
        assertThat(store().connected(hub)).isEqualTo(1);
        assertThat(kinds()).containsExactly(HubEvent.Kind.CONNECTED);
        assertThat(store().session(hub, Messages.device("meter-8"))).isEmpty();
    }

    @Test
    void whatAClientListensToOutlivesItsConnection() {
        var filters = Map.of("a/#", 1, "$iothub/methods/POST/#", 0);
        var first = store().begin(hub, METER, "node-1", false);
        store().subscriptions(hub, METER, filters);

        assertThat(store().end(hub, METER, first.connection(), false)).isTrue();
        assertThat(store().session(hub, METER).map(StoredSession::connected)).contains(false);
        var second = store().begin(hub, METER, "node-2", false);

        assertThat(second.known()).isTrue();
        assertThat(second.filters()).isEqualTo(filters);
        assertThat(second.connection()).isGreaterThan(first.connection());
    }

    @Test
    void whoBeginsAnewRemembersNothing() {
        var first = store().begin(hub, METER, "node-1", false);
        store().subscriptions(hub, METER, Map.of("a", 1));
        store().end(hub, METER, first.connection(), false);

        var anew = store().begin(hub, METER, "node-1", true);

        assertThat(anew.known()).isFalse();
        assertThat(anew.filters()).isEmpty();
        assertThat(store().session(hub, METER).orElseThrow().filters()).isEmpty();
    }

    @Test
    void aConnectionThatEndsForGoodLeavesNothing() {
        var first = store().begin(hub, METER, "node-1", true);
        store().subscriptions(hub, METER, Map.of("a", 1));
        store().end(hub, METER, first.connection(), true);

        assertThat(store().begin(hub, METER, "node-1", false).known()).isFalse();
    }

    @Test
    void aTakeoverEndsTheOlderConnection() {
        var older = store().begin(hub, METER, "node-1", false);
        store().subscriptions(hub, METER, Map.of("a", 1));
        var newer = store().begin(hub, METER, "node-2", false);

        assertThat(newer.filters()).containsEntry("a", 1);
        assertThat(store().end(hub, METER, older.connection(), true)).isFalse();
        assertThat(store().session(hub, METER).map(StoredSession::node)).contains("node-2");
        assertThat(store().session(hub, METER).orElseThrow().filters()).containsEntry("a", 1);
        assertThat(store().connected(hub)).isEqualTo(1);
        assertThat(kinds())
                .containsExactly(
                        HubEvent.Kind.CONNECTED,
                        HubEvent.Kind.DISCONNECTED,
                        HubEvent.Kind.CONNECTED);
    }

    /// A session that was to leave nothing behind leaves nothing to who takes it over.
    @Test
    void aTakeoverInheritsNothingOfAPassingConnection() {
        store().begin(hub, METER, "node-1", true);
        store().subscriptions(hub, METER, Map.of("a", 1));

        var newer = store().begin(hub, METER, "node-2", false);

        assertThat(newer.known()).isFalse();
        assertThat(newer.filters()).isEmpty();
    }

    @Test
    void anEndIsToldOnce() {
        var begun = store().begin(hub, METER, "node-1", false);

        assertThat(store().end(hub, METER, begun.connection(), false)).isTrue();
        assertThat(store().end(hub, METER, begun.connection(), false)).isFalse();

        assertThat(kinds()).containsExactly(HubEvent.Kind.CONNECTED, HubEvent.Kind.DISCONNECTED);
        assertThat(store().connected(hub)).isZero();
    }

    @Test
    void connectionEventsAreOrderedByTheirNumbers() {
        for (int i = 0; i < 3; i++) {
            store().begin(hub, METER, "node-1", false);
        }
        var numbers =
                events().stream()
                        .map(event -> event.data().members().get("sequenceNumber"))
                        .map(value -> ((JsonString) value).value())
                        .toList();

        assertThat(numbers).hasSize(5).isSorted().doesNotHaveDuplicates();
        assertThat(numbers).allMatch(number -> number.matches("[0-9A-F]{64}"));
    }

    @Test
    void whatADeadNodeHeldIsEnded() {
        var module = Messages.module("meter-7", "filter");
        var other = Samples.freshHub();
        store().begin(hub, METER, "dead", false);
        store().subscriptions(hub, METER, Map.of("a", 1));
        store().begin(hub, module, "dead", true);
        store().begin(other, METER, "dead", false);
        store().begin(hub, Messages.device("meter-8"), "alive", false);

        assertThat(store().endAll("dead", 2)).isEqualTo(2);
        assertThat(store().endAll("dead", 100)).isEqualTo(1);
        assertThat(store().endAll("dead", 100)).isZero();

        assertThat(store().connected(hub)).isEqualTo(1);
        assertThat(store().connected(other)).isZero();
        assertThat(kinds()).filteredOn(HubEvent.Kind.DISCONNECTED::equals).hasSize(2);
        assertThat(store().begin(hub, METER, "alive", false).filters()).containsEntry("a", 1);
        assertThat(store().begin(hub, module, "alive", false).known()).isFalse();
    }

    @Test
    void clientsThatAreGoneForLongAreForgotten() {
        var gone = store().begin(hub, METER, "node-1", false);
        store().begin(hub, Messages.device("meter-8"), "node-1", false);
        store().end(hub, METER, gone.connection(), false);
        host().pass(Duration.ofDays(2));

        assertThat(store().forget(Duration.ofDays(3), 100)).isZero();
        assertThat(store().forget(Duration.ofDays(1), 100)).isEqualTo(1);

        assertThat(store().session(hub, METER)).isEmpty();
        assertThat(store().session(hub, Messages.device("meter-8"))).isPresent();
        var again = store().begin(hub, METER, "node-1", false);
        assertThat(again.known()).isFalse();
        assertThat(again.connection()).isGreaterThan(gone.connection());
    }

    @Test
    void ofManyThatBeginAtOnceTheLastOneStays() {
        var begun = Together.run(8, i -> () -> store().begin(hub, METER, "node-" + i, false));

        var last = begun.stream().mapToLong(SessionStore.Begun::connection).max().orElseThrow();
        assertThat(store().session(hub, METER).map(StoredSession::connection)).contains(last);
        assertThat(begun).extracting(SessionStore.Begun::connection).doesNotHaveDuplicates();
        assertThat(kinds()).filteredOn(HubEvent.Kind.CONNECTED::equals).hasSize(8);
        assertThat(kinds()).filteredOn(HubEvent.Kind.DISCONNECTED::equals).hasSize(7);
    }
}
