package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.CommandQueue.Expiry;
import berth.core.hub.message.CommandQueue.NewCommand;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.FeedbackQueue;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.message.SystemProperty;
import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What every [CommandQueue] keeps, and the [FeedbackQueue] beside it.
public abstract class CommandQueueContract {
    private static final HubClient METER = Messages.device("meter-7");
    private static final HubClient MODULE = Messages.module("meter-7", "filter");
    private static final Duration LOCK = Duration.ofMinutes(1);
    private static final int DEPTH = 5;
    private static final int DELIVERIES = 3;

    private final HubHostName hub = Samples.freshHub();

    protected abstract HubHost host();

    private CommandQueue queue() {
        return host().commands();
    }

    private boolean send(HubClient client, DeviceMessage message, FeedbackRequest feedback) {
        var command =
                new NewCommand(
                        client, "gen-1", message, feedback, new Expiry.After(Duration.ofHours(1)));
        return queue().enqueue(hub, command, DEPTH);
    }

    private void send(String... names) {
        for (var name : names) {
            assertThat(send(METER, Messages.named(name), FeedbackRequest.FULL)).isTrue();
        }
    }

    private Optional<LockedCommand> lock() {
        return queue().lock(hub, METER, "link-1", LOCK);
    }

    private UUID locked(String name) {
        var locked = lock().orElseThrow();
        assertThat(name(locked.command())).isEqualTo(name);
        return locked.lock();
    }

    private static String name(CommandMessage command) {
        return command.message().system(SystemProperty.MESSAGE_ID).orElse("");
    }

    private boolean settle(UUID lock, Settlement settlement) {
        return queue().settle(hub, METER, lock, settlement, DELIVERIES);
    }

    private List<Feedback> feedback() {
        return host().feedback()
                .lock(hub, 64, LOCK)
                .map(FeedbackQueue.Batch::records)
                .orElse(List.of());
    }

    private List<Feedback.Status> statuses() {
        return feedback().stream().map(Feedback::status).toList();
    }

    @Test
    void aMessageComesAsItWasSent() {
        send(METER, Messages.full(), FeedbackRequest.NEGATIVE);

        var command = lock().orElseThrow().command();

        assertThat(command.message()).isEqualTo(Messages.full());
        assertThat(command.client()).isEqualTo(METER);
        assertThat(command.generationId()).isEqualTo("gen-1");
        assertThat(command.feedback()).isEqualTo(FeedbackRequest.NEGATIVE);
        assertThat(command.deliveryCount()).isZero();
        assertThat(command.expiresAt()).isEqualTo(command.enqueuedAt().plus(Duration.ofHours(1)));
    }

    @Test
    void messagesComeInTheirOrderEachToItsOwnClient() {
        send("a", "b");
        send(MODULE, Messages.named("m"), FeedbackRequest.NONE);

        var first = lock().orElseThrow().command();
        var second = lock().orElseThrow().command();

        assertThat(name(first)).isEqualTo("a");
        assertThat(name(second)).isEqualTo("b");
        assertThat(second.sequence()).isGreaterThan(first.sequence());
        assertThat(lock()).isEmpty();
        assertThat(queue().lock(hub, MODULE, "x", LOCK).map(one -> name(one.command())))
                .contains("m");
        assertThat(queue().lock(Samples.freshHub(), METER, "x", LOCK)).isEmpty();
    }

    @Test
    void aFullQueueTakesNothing() {
        send("a", "b", "c", "d", "e");
        var lock = locked("a");

        assertThat(send(METER, Messages.named("f"), FeedbackRequest.FULL)).isFalse();
        assertThat(queue().depth(hub, METER)).isEqualTo(DEPTH);
        assertThat(send(MODULE, Messages.named("f"), FeedbackRequest.FULL)).isTrue();
        settle(lock, Settlement.COMPLETE);
        assertThat(send(METER, Messages.named("f"), FeedbackRequest.FULL)).isTrue();
    }

    @Test
    void manyWhoSendAtOnceDoNotOverfillTheQueue() {
        var taken =
                Together.run(
                        12, i -> () -> send(METER, Messages.named("m" + i), FeedbackRequest.NONE));

        assertThat(taken).filteredOn(Boolean::booleanValue).hasSize(DEPTH);
        assertThat(queue().depth(hub, METER)).isEqualTo(DEPTH);
    }

    @Test
    void manyWhoAskAtOnceGetDifferentMessages() {
        send("a", "b", "c", "d", "e");

        var locked = Together.run(8, i -> () -> queue().lock(hub, METER, "link-" + i, LOCK));

        assertThat(locked.stream().flatMap(Optional::stream).map(one -> name(one.command())))
                .doesNotHaveDuplicates()
                .isSubsetOf("a", "b", "c", "d", "e");
    }

    @Test
    void aCompletedMessageIsGoneAndItsSenderKnows() {
        send("a");
        var lock = locked("a");

        assertThat(settle(lock, Settlement.COMPLETE)).isTrue();
        assertThat(settle(lock, Settlement.COMPLETE)).isFalse();

        assertThat(queue().depth(hub, METER)).isZero();
        var told = feedback();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().originalMessageId()).isEqualTo("a");
        assertThat(told.getFirst().client()).isEqualTo(METER);
        assertThat(told.getFirst().generationId()).isEqualTo("gen-1");
        assertThat(told.getFirst().status()).isEqualTo(Feedback.Status.SUCCESS);
    }

    @Test
    void aRejectedMessageIsGoneAndItsSenderKnows() {
        send("a");

        settle(locked("a"), Settlement.REJECT);

        assertThat(lock()).isEmpty();
        assertThat(statuses()).containsExactly(Feedback.Status.REJECTED);
    }

    @Test
    void anAbandonedMessageComesAgainFirstUntilItIsDead() {
        send("a", "b");
        for (int count = 0; count < DELIVERIES; count++) {
            var locked = lock().orElseThrow();
            assertThat(name(locked.command())).isEqualTo("a");
            assertThat(locked.command().deliveryCount()).isEqualTo(count);
            assertThat(settle(locked.lock(), Settlement.ABANDON)).isTrue();
        }

        locked("b");
        assertThat(statuses()).containsExactly(Feedback.Status.DELIVERY_COUNT_EXCEEDED);
    }

    @Test
    void aReturnedMessageComesAgainWithoutBeingCounted() {
        send("a");
        for (int i = 0; i < DELIVERIES + 1; i++) {
            settle(locked("a"), Settlement.RETURN);
        }

        assertThat(lock().orElseThrow().command().deliveryCount()).isZero();
        assertThat(statuses()).isEmpty();
    }

    @Test
    void aLockGrowsOldAndIsWorthNothingThen() {
        send("a");
        var old = locked("a");
        host().pass(LOCK.plusSeconds(1));

        assertThat(settle(old, Settlement.COMPLETE)).isFalse();
        var again = locked("a");
        assertThat(settle(old, Settlement.COMPLETE)).isFalse();
        assertThat(settle(again, Settlement.COMPLETE)).isTrue();
    }

    @Test
    void aLockOfAnotherClientSettlesNothing() {
        send("a");
        var lock = locked("a");

        assertThat(queue().settle(hub, MODULE, lock, Settlement.COMPLETE, DELIVERIES)).isFalse();
        assertThat(queue().settle(Samples.freshHub(), METER, lock, Settlement.COMPLETE, DELIVERIES))
                .isFalse();
        assertThat(settle(UUID.randomUUID(), Settlement.COMPLETE)).isFalse();
        assertThat(queue().depth(hub, METER)).isEqualTo(1);
    }

    @Test
    void whatAHolderHadIsGivenBack() {
        send("a", "b", "c");
        locked("a");
        locked("b");
        queue().lock(hub, METER, "link-2", LOCK);

        assertThat(queue().release(hub, METER, "link-1")).isEqualTo(2);
        assertThat(queue().release(hub, METER, "link-1")).isZero();

        var again = lock().orElseThrow().command();
        assertThat(name(again)).isEqualTo("a");
        assertThat(again.deliveryCount()).isZero();
        locked("b");
        assertThat(lock()).isEmpty();
    }

    @Test
    void anExpiredMessageIsNotDeliveredAndItsSenderKnows() {
        send("a");
        var at = lock().orElseThrow().command().expiresAt();
        host().pass(Duration.ofMinutes(61));
        var late =
                new NewCommand(
                        METER,
                        "gen-1",
                        Messages.named("late"),
                        FeedbackRequest.FULL,
                        new Expiry.At(at.plus(Duration.ofDays(400))));
        assertThat(queue().enqueue(hub, late, 1)).isTrue();

        assertThat(queue().depth(hub, METER)).isEqualTo(1);
        locked("late");
        assertThat(queue().expire(100)).isEqualTo(1);
        assertThat(queue().expire(100)).isZero();
        assertThat(feedback())
                .extracting(Feedback::originalMessageId, Feedback::status)
                .containsExactly(tuple("a", Feedback.Status.EXPIRED));
    }

    /// What is on its way may still arrive.
    @Test
    void aLockedMessageDoesNotExpire() {
        send("a");
        var lock = queue().lock(hub, METER, "link-1", Duration.ofHours(3)).orElseThrow().lock();
        host().pass(Duration.ofHours(2));

        assertThat(queue().expire(100)).isZero();
        assertThat(settle(lock, Settlement.COMPLETE)).isTrue();
        assertThat(statuses()).containsExactly(Feedback.Status.SUCCESS);
    }

    @Test
    void aPurgeTakesEverythingOfOneClient() {
        send("a", "b");
        locked("a");
        send(MODULE, Messages.named("m"), FeedbackRequest.NONE);

        assertThat(queue().purge(hub, METER)).isEqualTo(2);

        assertThat(queue().depth(hub, METER)).isZero();
        assertThat(queue().depth(hub, MODULE)).isEqualTo(1);
        assertThat(statuses()).containsOnly(Feedback.Status.PURGED).hasSize(2);
    }

    @Test
    void feedbackIsGivenAsItWasAskedFor() {
        for (var request : FeedbackRequest.values()) {
            send(METER, Messages.named(request + "-done"), request);
            settle(lock().orElseThrow().lock(), Settlement.COMPLETE);
            send(METER, Messages.named(request + "-refused"), request);
            settle(lock().orElseThrow().lock(), Settlement.REJECT);
        }

        assertThat(feedback())
                .extracting(Feedback::originalMessageId)
                .containsExactlyInAnyOrder(
                        "POSITIVE-done", "NEGATIVE-refused", "FULL-done", "FULL-refused");
    }

    private void complete(String... names) {
        send(names);
        for (var name : names) {
            settle(locked(name), Settlement.COMPLETE);
        }
    }

    @Test
    void feedbackComesOldestFirstUntilItIsCompleted() {
        complete("a", "b", "c");
        var queue = host().feedback();

        var first = queue.lock(hub, 2, LOCK).orElseThrow();
        assertThat(first.records())
                .extracting(Feedback::originalMessageId)
                .containsExactly("a", "b");
        assertThat(first.enqueuedAt()).isEqualTo(first.records().getFirst().at());
        var second = queue.lock(hub, 2, LOCK).orElseThrow();
        assertThat(second.records()).extracting(Feedback::originalMessageId).containsExactly("c");
        assertThat(queue.lock(hub, 2, LOCK)).isEmpty();

        assertThat(queue.abandon(hub, first.lock())).isTrue();
        assertThat(queue.abandon(hub, first.lock())).isFalse();
        assertThat(queue.complete(hub, second.lock())).isTrue();
        var again = queue.lock(hub, 64, LOCK).orElseThrow();
        assertThat(again.records())
                .extracting(Feedback::originalMessageId)
                .containsExactly("a", "b");
        host().pass(LOCK.plusSeconds(1));
        assertThat(queue.complete(hub, again.lock())).isFalse();
        assertThat(feedback()).hasSize(2);
    }

    @Test
    void oldFeedbackIsForgotten() {
        complete("a", "b");
        host().pass(Duration.ofDays(3));
        complete("c");

        assertThat(host().feedback().forget(Duration.ofDays(2), 1)).isEqualTo(1);
        assertThat(host().feedback().forget(Duration.ofDays(2), 100)).isEqualTo(1);
        assertThat(feedback()).extracting(Feedback::originalMessageId).containsExactly("c");
    }
}
