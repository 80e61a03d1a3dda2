package berth.core.registration.simulation;

import berth.core.attestation.Evidence;
import berth.core.audit.Caller;
import berth.core.error.StoreUnavailable;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonNumber;
import berth.core.registration.OperationStatus;
import berth.core.registration.OperationStatus.StatusOutcome;
import berth.core.registration.RegisterCommand;
import berth.core.registration.RegisterOutcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The devices: they register, poll, are told, and come back.
final class Fleet {
    private static final List<String> API_VERSIONS =
            List.of("2017-11-15", "2018-04-01", "2018-11-01", "2019-03-31", "2021-06-01");

    private static final int TRIES = 6;
    private static final Duration POLL_MAX = Duration.ofMinutes(1);

    /// @param spellings the ways in which it writes its registration ID
    record Device(IdScope scope, List<String> spellings, boolean ofGroup, Duration thinks) {
        RegistrationId id() {
            return new RegistrationId(spellings.getFirst());
        }
    }

    private final Scene scene;
    private final World world;
    private final Set<OperationId> acknowledged = new LinkedHashSet<>();
    private final List<OperationId> foreign = new ArrayList<>();
    private int at;
    private int told;

    Fleet(Scene scene) {
        this.scene = scene;
        this.world = scene.world;
    }

    /// What devices were told of, by answers that may have been lost.
    Set<OperationId> acknowledged() {
        return acknowledged;
    }

    /// How many devices are in the middle of something.
    int busy() {
        return at;
    }

    /// How often a device was told that it is assigned.
    int told() {
        return told;
    }

    void join(Device device) {
        world.spawn(
                device.scope() + " " + device.id(),
                null,
                world.between(Duration.ZERO, device.thinks().multipliedBy(2)),
                () -> live(device));
    }

    private void live(Device device) {
        int key = 1;
        while (!scene.quiet) {
            if (world.chance(0.15)) {
                key++;
            }
            at++;
            register(device, (device.ofGroup() ? SimulatedAttestation.OF_GROUP : "key ") + key);
            at--;
            world.pass(world.between(Duration.ZERO, device.thinks().multipliedBy(2)));
        }
    }

    /// Registers and polls until it knows.
    void register(Device device, String credential) {
        var evidence = new Evidence.Nothing(credential);
        var command =
                new RegisterCommand(
                        device.scope(),
                        device.id(),
                        world.oneOf(device.spellings()),
                        evidence,
                        world.oneOf(API_VERSIONS),
                        world.chance(0.3) ? JsonNumber.of(world.random().nextInt(3)) : null,
                        new Caller("device:" + device.id(), "", ""));
        for (int tries = 0; tries < TRIES; tries++) {
            var outcome = ask(node -> node.register().register(command));
            switch (outcome.orElse(null)) {
                case null -> world.pass(Duration.ofSeconds(1 + world.random().nextInt(5)));
                case RegisterOutcome.Refused refused -> {
                    world.log(() -> "was refused: " + refused);
                    return;
                }
                case RegisterOutcome.Challenge _ ->
                        throw new IllegalStateException("there are no TPMs in this world");
                case RegisterOutcome.Assigning(var operation) -> {
                    acknowledged.add(operation);
                    foreign.add(operation);
                    poll(device, evidence, operation);
                    return;
                }
            }
        }
    }

    private void poll(Device device, Evidence evidence, OperationId operation) {
        var wait = Duration.ofSeconds(2);
        while (true) {
            world.pass(wait);
            var outcome = ask(node -> node.status().poll(command(device, evidence, operation)));
            if (outcome.isPresent()) {
                switch (outcome.get()) {
                    case StatusOutcome.Refused _ -> {
                        return;
                    }
                    case StatusOutcome.Found(var found, var row, _) -> {
                        if (found.state().isFinal()) {
                            var seen = world.current().sighting;
                            if (row != null && seen != null) {
                                told++;
                                scene.watcher.told(found, seen);
                            }
                            return;
                        }
                    }
                }
            }
            wait = min(wait.multipliedBy(3).dividedBy(2), POLL_MAX);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static OperationStatus.PollCommand command(
            Device device, Evidence evidence, OperationId operation) {
        return new OperationStatus.PollCommand(
                device.scope(),
                device.id(),
                device.spellings().getFirst(),
                operation,
                evidence,
                new Caller("device:" + device.id(), "", ""));
    }

    /// A device that guesses: it lies about itself, and polls what belongs to others.
    void intrude(Device intruder) {
        world.spawn(
                "intruder",
                null,
                Duration.ofSeconds(5),
                () -> {
                    while (!scene.quiet) {
                        register(intruder, SimulatedAttestation.LIE);
                        if (!foreign.isEmpty()) {
                            pry(intruder, world.oneOf(foreign));
                        }
                        world.pass(Duration.ofSeconds(20));
                    }
                });
    }

    /// I11: the operation of another device looks like one that does not exist.
    private void pry(Device intruder, OperationId operation) {
        for (var evidence : List.of(SimulatedAttestation.LIE, SimulatedAttestation.OF_GROUP)) {
            var command = command(intruder, new Evidence.Nothing(evidence), operation);
            ask(node -> node.status().poll(command))
                    .ifPresent(
                            outcome ->
                                    Watcher.require(
                                            outcome instanceof StatusOutcome.Refused,
                                            "I11",
                                            "an intruder read " + outcome));
        }
    }

    private static String brief(Object answer) {
        return answer instanceof StatusOutcome.Found(var operation, var row, _)
                ? operation.state() + ", " + (row == null ? "deleted" : row.status())
                : answer.toString();
    }

    /// One request to any node; empty if there was no answer, or none that arrived.
    <A> Optional<A> ask(Function<SimulatedNode, A> request) {
        var up = scene.nodes.stream().filter(SimulatedNode::isUp).toList();
        if (up.isEmpty()) {
            return Optional.empty();
        }
        var node = world.oneOf(up);
        try {
            var answer = world.at(node, () -> request.apply(node));
            if (world.chance(scene.weather.faults().replyToDeviceLost())) {
                world.log(() -> "does not hear " + answer);
                if (answer instanceof RegisterOutcome.Assigning(var operation)) {
                    acknowledged.add(operation);
                }
                return Optional.empty();
            }
            world.log(() -> "hears " + brief(answer));
            return Optional.of(answer);
        } catch (StoreUnavailable | World.Killed e) {
            world.log(() -> "hears nothing: " + e.getMessage());
            return Optional.empty();
        }
    }
}
