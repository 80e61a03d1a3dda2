package berth.testkit.store;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.message.SystemProperty;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// Cloud-to-device messages in memory, their feedback in a queue beside. Any thread.
public final class InMemoryCommandQueue implements CommandQueue {
    private record Lock(UUID token, String holder, Instant until) {}

    private record Entry(HubHostName hub, CommandMessage command, @Nullable Lock lock) {
        boolean of(HubHostName other, HubClient client) {
            return hub.equals(other) && command.client().equals(client);
        }

        boolean locked(Instant now) {
            return lock != null && lock.until().isAfter(now);
        }

        boolean expired(Instant now) {
            return !command.expiresAt().isAfter(now);
        }

        Entry with(@Nullable Lock other) {
            return new Entry(hub, command, other);
        }

        Entry delivered(int count) {
            var old = command;
            return new Entry(
                    hub,
                    new CommandMessage(
                            old.sequence(),
                            old.client(),
                            old.generationId(),
                            old.message(),
                            old.feedback(),
                            old.enqueuedAt(),
                            old.expiresAt(),
                            count),
                    null);
        }
    }

    private final InstantSource clock;
    private final InMemoryFeedbackQueue feedback;
    private final Failures failures = new Failures();
    private final List<Entry> entries = new ArrayList<>();
    private long last;

    public InMemoryCommandQueue(InstantSource clock, InMemoryFeedbackQueue feedback) {
        this.clock = clock;
        this.feedback = feedback;
    }

    /// Messages to devices that leave `hubs` go with them.
    public InMemoryCommandQueue(
            InstantSource clock, InMemoryFeedbackQueue feedback, InMemoryHubStore hubs) {
        this(clock, feedback);
        hubs.takeAlong(this::leave);
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    @Override
    public synchronized boolean enqueue(HubHostName hub, NewCommand command, int depthMax) {
        failures.happen();
        if (waiting(hub, command.client()) >= depthMax) {
            return false;
        }
        var now = clock.instant();
        entries.add(
                new Entry(
                        hub,
                        new CommandMessage(
                                ++last,
                                command.client(),
                                command.generationId(),
                                command.message(),
                                command.feedback(),
                                now,
                                switch (command.expiry()) {
                                    case Expiry.After(var time) -> now.plus(time);
                                    case Expiry.At(var time) -> time;
                                },
                                0),
                        null));
        return true;
    }

    @Override
    public synchronized Optional<LockedCommand> lock(
            HubHostName hub, HubClient client, String holder, Duration lockTime) {
        failures.happen();
        var now = clock.instant();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (entry.of(hub, client) && !entry.locked(now) && !entry.expired(now)) {
                var lock = new Lock(UUID.randomUUID(), holder, now.plus(lockTime));
                entries.set(i, entry.with(lock));
                return Optional.of(new LockedCommand(lock.token(), entry.command()));
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized boolean settle(
            HubHostName hub,
            HubClient client,
            UUID lock,
            Settlement settlement,
            int deliveriesMax) {
        failures.happen();
        var now = clock.instant();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (entry.of(hub, client)
                    && entry.locked(now)
                    && entry.lock() != null
                    && entry.lock().token().equals(lock)) {
                settle(i, entry, settlement, deliveriesMax);
                return true;
            }
        }
        return false;
    }

    private void settle(int at, Entry entry, Settlement settlement, int deliveriesMax) {
        int deliveries = entry.command().deliveryCount() + 1;
        switch (settlement) {
            case COMPLETE -> remove(entry, Feedback.Status.SUCCESS);
            case REJECT -> remove(entry, Feedback.Status.REJECTED);
            case RETURN -> entries.set(at, entry.with(null));
            case ABANDON -> {
                if (deliveries >= deliveriesMax) {
                    remove(entry, Feedback.Status.DELIVERY_COUNT_EXCEEDED);
                } else {
                    entries.set(at, entry.delivered(deliveries));
                }
            }
        }
    }

    private void remove(Entry entry, Feedback.Status status) {
        entries.remove(entry);
        var command = entry.command();
        if (command.feedback().wants(status)) {
            feedback.add(
                    entry.hub(),
                    new Feedback(
                            command.message().system(SystemProperty.MESSAGE_ID).orElse(""),
                            command.client(),
                            command.generationId(),
                            status,
                            clock.instant()));
        }
    }

    @Override
    public synchronized int release(HubHostName hub, HubClient client, String holder) {
        failures.happen();
        var now = clock.instant();
        int released = 0;
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (entry.of(hub, client)
                    && entry.locked(now)
                    && entry.lock() != null
                    && entry.lock().holder().equals(holder)) {
                entries.set(i, entry.with(null));
                released++;
            }
        }
        return released;
    }

    @Override
    public synchronized int purge(HubHostName hub, HubClient client) {
        failures.happen();
        var all = entries.stream().filter(entry -> entry.of(hub, client)).toList();
        all.forEach(entry -> remove(entry, Feedback.Status.PURGED));
        return all.size();
    }

    @Override
    public synchronized int expire(int limit) {
        failures.happen();
        var now = clock.instant();
        var due =
                entries.stream()
                        .filter(entry -> entry.expired(now) && !entry.locked(now))
                        .sorted(Comparator.comparing(entry -> entry.command().expiresAt()))
                        .limit(limit)
                        .toList();
        due.forEach(entry -> remove(entry, Feedback.Status.EXPIRED));
        return due.size();
    }

    @Override
    public synchronized int depth(HubHostName hub, HubClient client) {
        failures.happen();
        return waiting(hub, client);
    }

    private int waiting(HubHostName hub, HubClient client) {
        var now = clock.instant();
        return (int)
                entries.stream()
                        .filter(entry -> entry.of(hub, client) && !entry.expired(now))
                        .count();
    }

    private synchronized void leave(HubHostName hub, DeviceId device, Predicate<HubClient> which) {
        for (var entry : List.copyOf(entries)) {
            var client = entry.command().client();
            if (entry.hub().equals(hub) && client.deviceId().equals(device) && which.test(client)) {
                remove(entry, Feedback.Status.PURGED);
            }
        }
    }
}
