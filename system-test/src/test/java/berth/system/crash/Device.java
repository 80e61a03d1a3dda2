package berth.system.crash;

import berth.core.id.IdScope;
import berth.core.json.JsonObject;
import berth.core.registration.RegistrationStatus;
import berth.core.secret.Secret;
import berth.server.dev.Ready;
import berth.testkit.history.Answer;
import berth.testkit.history.Fact;
import berth.testkit.history.Recorder;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.sas.SasText;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A device with a symmetric key that wants to be assigned and does not give up, whatever happens
/// to the server. All it asks and is told is written down. One thread at a time.
final class Device {
    private static final String VERSION = "?api-version=2021-06-01";
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration POLL_PAUSE_MIN = Duration.ofMillis(60);
    private static final Duration POLL_PAUSE_MAX = Duration.ofSeconds(1);
    private static final Duration DEAD_SERVER_PAUSE = Duration.ofMillis(150);

    private final Scene scene;
    private final Wire wire;
    private final String id;
    private final String actor;
    private final Secret key;

    /// Whether the last request was answered with 404.
    private boolean gone;

    Device(Scene scene, Wire wire, String id, Secret key) {
        this(scene, wire, id, "device-" + id, key);
    }

    /// @param actor tells apart two threads that are the same device
    Device(Scene scene, Wire wire, String id, String actor, Secret key) {
        this.scene = scene;
        this.wire = wire;
        this.id = id;
        this.actor = actor;
        this.key = key;
    }

    /// Registers, and polls until the end.
    ///
    /// @return the final answer, never `assigning`
    Answer register() throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            var end = finalAnswer(admitted(start), start);
            if (end.isPresent()) {
                return end.get();
            }
        }
    }

    /// Asks to be registered until that is granted.
    String admitted() throws InterruptedException {
        return admitted(System.nanoTime());
    }

    private String admitted(long start) throws InterruptedException {
        while (true) {
            var answer = tryToRegister(scene.address());
            if (answer.isPresent()) {
                return answer.get().operation();
            }
            pause(DEAD_SERVER_PAUSE, start);
        }
    }

    /// Asks a certain server once.
    Optional<Answer> tryToRegister(Ready server) throws InterruptedException {
        return ask(
                server,
                Fact.REGISTER,
                "PUT",
                "register",
                "{\"registrationId\":\"%s\"}".formatted(id));
    }

    /// Polls once.
    Optional<Answer> tryToPoll(String operation) throws InterruptedException {
        return ask(scene.address(), Fact.POLL, "GET", "operations/" + operation, "");
    }

    /// Polls until the operation has ended.
    Answer awaitEnd(String operation) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            var end = finalAnswer(operation, start);
            if (end.isPresent()) {
                return end.get();
            }
            pause(POLL_PAUSE_MAX, start);
        }
    }

    /// Empty if the operation is not known any more.
    private Optional<Answer> finalAnswer(String operation, long start) throws InterruptedException {
        var wait = POLL_PAUSE_MIN;
        while (true) {
            pause(wait, start);
            wait =
                    wait.multipliedBy(2).compareTo(POLL_PAUSE_MAX) < 0
                            ? wait.multipliedBy(2)
                            : POLL_PAUSE_MAX;
            var answer = tryToPoll(operation);
            if (answer.isPresent() && answer.get().status() != RegistrationStatus.ASSIGNING) {
                return answer;
            }
            if (gone) {
                return Optional.empty();
            }
        }
    }

    private void pause(Duration time, long start) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
            throw new AssertionError("%s has no end after %s".formatted(id, PATIENCE));
        }
        Wait.pause(time);
    }

    /// One request. Empty if it was refused or its answer is missing.
    private Optional<Answer> ask(Ready server, Fact fact, String method, String what, String body)
            throws InterruptedException {
        gone = false;
        var call = scene.recorder().begin(actor, fact, scene.scope() + "/" + id, JsonObject.EMPTY);
        try {
            var reply =
                    wire.send(
                            server,
                            method,
                            "/%s/registrations/%s/%s%s".formatted(scene.scope(), id, what, VERSION),
                            Map.of("Authorization", token()),
                            body);
            return understood(call, reply);
        } catch (ConnectException e) {
            call.fail(JsonObject.EMPTY); // nobody was there to hear it
            return Optional.empty();
        } catch (IOException e) {
            call.unknown(JsonObject.EMPTY);
            return Optional.empty();
        }
    }

    private Optional<Answer> understood(Recorder.Begun call, Wire.Reply reply) {
        if (reply.status() >= 500) {
            call.unknown(JsonObject.EMPTY);
            return Optional.empty();
        }
        if (reply.status() >= 300) {
            gone = reply.status() == 404;
            call.fail(JsonObject.EMPTY);
            return Optional.empty();
        }
        var answer = answer(reply.object());
        call.ok(answer.json());
        return Optional.of(answer);
    }

    private static Answer answer(JsonObject document) {
        try {
            var status = JsonFields.requiredText(document, "status").toUpperCase(Locale.ROOT);
            var state =
                    JsonFields.optionalObject(document, "registrationState")
                            .orElse(JsonObject.EMPTY);
            boolean assigned = status.equals("ASSIGNED");
            return new Answer(
                    JsonFields.requiredText(document, "operationId"),
                    RegistrationStatus.valueOf(status),
                    assigned ? JsonFields.requiredText(state, "assignedHub") : null,
                    assigned ? JsonFields.requiredText(state, "deviceId") : null);
        } catch (BadDocument e) {
            throw new AssertionError(document.toString(), e);
        }
    }

    private String token() {
        return SasText.forRegistration(
                new IdScope(scene.scope()), id, key, Instant.now().plusSeconds(600));
    }
}
