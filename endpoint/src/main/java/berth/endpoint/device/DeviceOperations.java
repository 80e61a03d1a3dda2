package berth.endpoint.device;

import berth.core.attestation.Evidence;
import berth.core.audit.Caller;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.error.StoreUnavailable;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.OperationId;
import berth.core.registration.DeviceConnection.ConnectCommand;
import berth.core.registration.Operation;
import berth.core.registration.OperationStatus.LookupCommand;
import berth.core.registration.OperationStatus.LookupOutcome;
import berth.core.registration.OperationStatus.PollCommand;
import berth.core.registration.OperationStatus.StatusOutcome;
import berth.core.registration.RegisterCommand;
import berth.core.registration.RegisterOutcome;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;
import berth.wire.json.DeviceRegistrationJson;
import berth.wire.json.RegistrationJson;
import berth.wire.json.RegistrationJson.Proof;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a device can ask, the same from every protocol. Translates between documents and the core's
/// use cases, once; blocks; safe for many callers at once.
public final class DeviceOperations {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceOperations.class);

    /// Who asks, about whom, and with what proof.
    ///
    /// @param scope as the device wrote it, percent-decoded
    /// @param registrationId as the device wrote it, percent-decoded
    /// @param evidence what came with this very request
    /// @param source the address of the caller
    public record Question(String scope, String registrationId, Evidence evidence, String source) {}

    /// One question under way.
    private record Exchange(DeviceAct what, Question question, Caller caller) {
        String trackingId() {
            return caller.trackingId();
        }
    }

    private final Function<ConnectCommand, Optional<Refusal>> connect;
    private final Function<RegisterCommand, RegisterOutcome> register;
    private final Function<PollCommand, StatusOutcome> poll;
    private final Function<LookupCommand, LookupOutcome> lookup;
    private final DeviceGuard guard;
    private final DeviceAnswers answers;

    /// Takes the core's use cases by their methods: `DeviceConnection::refusal`,
    /// `RegisterDevice::register`, `OperationStatus::poll` and `OperationStatus::lookup`.
    ///
    /// @param guard stands before each of them
    public DeviceOperations(
            Function<ConnectCommand, Optional<Refusal>> connect,
            Function<RegisterCommand, RegisterOutcome> register,
            Function<PollCommand, StatusOutcome> poll,
            Function<LookupCommand, LookupOutcome> lookup,
            DeviceGuard guard,
            DeviceAnswers answers) {
        this.connect = connect;
        this.register = register;
        this.poll = poll;
        this.lookup = lookup;
        this.guard = guard;
        this.answers = answers;
    }

    /// The device opens a connection of a protocol that proves identity at its start.
    ///
    /// @return how it is turned away, or empty if it may come in
    public Optional<DeviceAnswer> connect(Question question) {
        return unlessRefused(
                DeviceAct.CONNECT,
                question,
                (exchange, address) ->
                        connect.apply(
                                        new ConnectCommand(
                                                address.scope(),
                                                address.registrationId(),
                                                address.spelling(),
                                                question.evidence(),
                                                exchange.caller()))
                                .map(refusal -> refused(exchange, refusal)));
    }

    /// The device wants to be assigned. The keys of a TPM in the body count for nothing here: they
    /// are for protocols that challenge in an answer, see [#registerOrChallenge].
    public DeviceAnswer register(Question question, ApiVersion version, ByteString body) {
        return register(
                question,
                body,
                (exchange, address, request) ->
                        answer(
                                exchange,
                                register(
                                        exchange, address, version, request, question.evidence())));
    }

    /// The device wants to be assigned, and may be challenged by the answer. A body that shows the
    /// keys of a TPM, with nothing better shown, is the evidence; beside a token that is not good,
    /// or not any more, it asks for another challenge.
    ///
    /// Source: dps-device-protocol, section 1.6.
    public DeviceAnswer registerOrChallenge(
            Question question, ApiVersion version, ByteString body) {
        return register(
                question,
                body,
                (exchange, address, request) -> {
                    var tpm = request.tpm();
                    var shown = question.evidence();
                    if (tpm == null) {
                        return answer(
                                exchange, register(exchange, address, version, request, shown));
                    }
                    if (shown instanceof Evidence.Nothing) {
                        return answer(exchange, register(exchange, address, version, request, tpm));
                    }
                    var outcome = register(exchange, address, version, request, shown);
                    return answer(
                            exchange,
                            shown instanceof Evidence.Token && unauthorized(outcome)
                                    ? challengedOr(
                                            outcome,
                                            register(exchange, address, version, request, tpm))
                                    : outcome);
                });
    }

    private static boolean unauthorized(RegisterOutcome outcome) {
        return outcome instanceof RegisterOutcome.Refused(var refusal)
                && refusal.error() == ServiceError.UNAUTHORIZED;
    }

    private static RegisterOutcome challengedOr(RegisterOutcome first, RegisterOutcome second) {
        return second instanceof RegisterOutcome.Challenge ? second : first;
    }

    @FunctionalInterface
    private interface Registering {
        DeviceAnswer answer(
                Exchange exchange,
                DeviceAddress address,
                DeviceRegistrationJson.Parsed.Request request);
    }

    private DeviceAnswer register(Question question, ByteString body, Registering registering) {
        return answer(
                DeviceAct.REGISTER,
                question,
                (exchange, address) ->
                        switch (DeviceRegistrationJson.parse(body, address.registrationId())) {
                            case DeviceRegistrationJson.Parsed.Request request ->
                                    registering.answer(exchange, address, request);
                            case DeviceRegistrationJson.Parsed.Refused(var refusal) ->
                                    refused(exchange, refusal);
                        });
    }

    private RegisterOutcome register(
            Exchange exchange,
            DeviceAddress address,
            ApiVersion version,
            DeviceRegistrationJson.Parsed.Request request,
            Evidence evidence) {
        return register.apply(
                new RegisterCommand(
                        address.scope(),
                        address.registrationId(),
                        address.spelling(),
                        evidence,
                        version.value(),
                        request.payload(),
                        exchange.caller()));
    }

    private DeviceAnswer answer(Exchange exchange, RegisterOutcome outcome) {
        return switch (outcome) {
            case RegisterOutcome.Assigning(var operationId) ->
                    answers.assigning(
                            exchange.trackingId(), RegistrationJson.accepted(operationId));
            case RegisterOutcome.Challenge(var blob) ->
                    answers.challenged(exchange.trackingId(), RegistrationJson.challenge(blob));
            case RegisterOutcome.Refused(var refusal) -> refused(exchange, refusal);
        };
    }

    /// The device asks how the operation it was told to poll stands. Bodies of polls are nobody's
    /// business: stock clients send all sorts.
    ///
    /// @param operationId as the device wrote it, percent-decoded
    public DeviceAnswer poll(Question question, String operationId) {
        var id = operationId(operationId);
        return answer(
                DeviceAct.POLL,
                question,
                (exchange, address) ->
                        id.isPresent()
                                ? poll(exchange, address, id.get())
                                : refused(exchange, notFound("this cannot be an operation ID")));
    }

    private DeviceAnswer poll(Exchange exchange, DeviceAddress address, OperationId operationId) {
        var outcome =
                poll.apply(
                        new PollCommand(
                                address.scope(),
                                address.registrationId(),
                                address.spelling(),
                                operationId,
                                exchange.question().evidence(),
                                exchange.caller()));
        return switch (outcome) {
            case StatusOutcome.Found(var operation, var registration, var hubKey) ->
                    registration == null
                            ? refused(exchange, notFound("the registration was deleted"))
                            : found(exchange, operation, registration, hubKey);
            case StatusOutcome.Refused(var refusal) -> refused(exchange, refusal);
        };
    }

    private DeviceAnswer found(
            Exchange exchange,
            Operation operation,
            Registration registration,
            @Nullable ByteString hubKey) {
        var seen = seen(operation, registration);
        if (seen.isEmpty()) {
            return refused(exchange, notFound("the operation was cancelled"));
        }
        var document =
                RegistrationJson.operationStatus(
                        operation,
                        seen.get(),
                        registration,
                        proof(operation.intake().authentication()),
                        hubKey);
        return seen.get() == RegistrationStatus.ASSIGNING
                ? answers.assigning(exchange.trackingId(), document)
                : answers.finished(exchange.trackingId(), document);
    }

    /// The device asks what is on record, without an operation.
    public DeviceAnswer lookup(Question question) {
        return answer(DeviceAct.LOOKUP, question, this::lookup);
    }

    private DeviceAnswer lookup(Exchange exchange, DeviceAddress address) {
        var evidence = exchange.question().evidence();
        var outcome =
                lookup.apply(
                        new LookupCommand(
                                address.scope(),
                                address.registrationId(),
                                address.spelling(),
                                evidence,
                                exchange.caller()));
        return switch (outcome) {
            case LookupOutcome.Found(var registration) ->
                    registration.status() == RegistrationStatus.UNASSIGNED
                            ? refused(exchange, notFound("never registered"))
                            : answers.finished(
                                    exchange.trackingId(),
                                    RegistrationJson.result(registration, proof(evidence)));
            case LookupOutcome.Refused(var refusal) -> refused(exchange, refusal);
        };
    }

    private DeviceAnswer answer(
            DeviceAct what,
            Question question,
            BiFunction<Exchange, DeviceAddress, DeviceAnswer> work) {
        return unlessRefused(
                        what,
                        question,
                        (exchange, address) -> Optional.of(work.apply(exchange, address)))
                .orElseThrow();
    }

    /// Reads the address, then lets `work` answer if there is anything to be said and the guard
    /// lets it.
    private Optional<DeviceAnswer> unlessRefused(
            DeviceAct what,
            Question question,
            BiFunction<Exchange, DeviceAddress, Optional<DeviceAnswer>> work) {
        var caller =
                new Caller(
                        "device:" + question.registrationId(),
                        question.source(),
                        answers.freshTrackingId());
        var exchange = new Exchange(what, question, caller);
        return switch (DeviceAddress.parse(question.scope(), question.registrationId())) {
            case DeviceAddress.Parsed.Address(var address) ->
                    guard.around(
                            what,
                            address,
                            question.source(),
                            () -> whole(exchange, () -> work.apply(exchange, address)),
                            refusal -> refused(exchange, refusal));
            case DeviceAddress.Parsed.Refused(var refusal) ->
                    Optional.of(refused(exchange, refusal));
        };
    }

    /// Turns a broken world into an answer.
    private Optional<DeviceAnswer> whole(Exchange exchange, Supplier<Optional<DeviceAnswer>> work) {
        try {
            return work.get();
        } catch (StoreUnavailable e) {
            // One line for each: a store that is away fails whoever asks.
            LOG.warn(
                    "{} failed (tracking ID {}): {}",
                    exchange.what(),
                    exchange.trackingId(),
                    e.getMessage());
            LOG.debug("tracking ID {}", exchange.trackingId(), e);
            return Optional.of(
                    refused(
                            exchange,
                            Refusal.of(ServiceError.UNAVAILABLE, "the store is unavailable")));
        } catch (RuntimeException e) {
            LOG.error("{} failed (tracking ID {})", exchange.what(), exchange.trackingId(), e);
            return Optional.of(
                    refused(exchange, Refusal.of(ServiceError.INTERNAL, "see the failure")));
        }
    }

    private DeviceAnswer refused(Exchange exchange, Refusal refusal) {
        var question = exchange.question();
        var what =
                "%s of %s/%s from %s"
                        .formatted(
                                exchange.what(),
                                question.scope(),
                                question.registrationId(),
                                question.source());
        return answers.refused(exchange.trackingId(), refusal, what);
    }

    /// How an operation stands as its device sees it; empty when there is nothing to be seen any
    /// more. Source: reliability, section 3.2.
    private static Optional<RegistrationStatus> seen(
            Operation operation, Registration registration) {
        return switch (operation.state()) {
            case ADMITTED, PLANNED, CAPTURED, HUB_READY, UNWINDING, UNKNOWN ->
                    Optional.of(RegistrationStatus.ASSIGNING);
            case SUCCEEDED -> succeeded(registration);
            case FAILED ->
                    Optional.of(
                            registration.status() == RegistrationStatus.DISABLED
                                    ? RegistrationStatus.DISABLED
                                    : RegistrationStatus.FAILED);
            case CANCELLED -> Optional.empty();
        };
    }

    /// What an operator did to the device since then counts.
    private static Optional<RegistrationStatus> succeeded(Registration registration) {
        if (registration.block() != null) {
            return Optional.of(RegistrationStatus.DISABLED);
        }
        return registration.assignment() == null
                ? Optional.empty()
                : Optional.of(RegistrationStatus.ASSIGNED);
    }

    private static Proof proof(DeviceAuthentication authentication) {
        return switch (authentication) {
            case DeviceAuthentication.Thumbprints _, DeviceAuthentication.CertificateAuthority _ ->
                    Proof.X509;
            case DeviceAuthentication.SymmetricKeys _, DeviceAuthentication.None _ ->
                    Proof.SYMMETRIC_KEY;
        };
    }

    private static Proof proof(Evidence evidence) {
        return evidence instanceof Evidence.Certificates ? Proof.X509 : Proof.SYMMETRIC_KEY;
    }

    private static Optional<OperationId> operationId(String text) {
        try {
            return Optional.of(new OperationId(text));
        } catch (IllegalArgumentException _) {
            // Nobody's name, so nobody's operation.
            return Optional.empty();
        }
    }

    private static Refusal notFound(String reason) {
        return Refusal.of(ServiceError.REGISTRATION_NOT_FOUND, reason);
    }
}
