package berth.cli.fleet.amqp;

import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.Opening;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sasl.SaslOutcome;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// From the first byte of AMQP to a pair of links: SASL for keys and TPMs, none for certificates.
///
/// Source: dps-device-protocol, sections 3.1 to 3.4 and 3.6.
public final class AmqpOpening {
    private static final int FRAME_BYTES_MAX = 64 * 1024;
    private static final int THROTTLED = 429;

    private AmqpOpening() {}

    /// @param port for clients that name it
    public static Opening over(
            ByteStream stream, DeviceCaller caller, String host, int port, Duration timeout)
            throws IOException {
        var deadline = Deadline.in(timeout);
        var transport = Proton.transport();
        transport.setMaxFrameSize(FRAME_BYTES_MAX);
        var dialogue = dialogue(caller);
        var pump = new AmqpPump(stream, transport);
        if (dialogue != null) {
            var turnedAway = authenticated(transport, dialogue, pump, host, deadline);
            if (turnedAway.isPresent()) {
                return turnedAway.get();
            }
        }
        var connection = Proton.connection();
        transport.bind(connection);
        var links = AmqpLinks.open(connection, caller, host, port);
        pump.until(() -> links.areOpen() || refusal(links).isPresent(), deadline);
        var refused = refusal(links);
        return refused.<Opening>map(AmqpOpening::turnedAway)
                .orElseGet(() -> new Opening.Open(new AmqpChannel(caller, stream, pump, links)));
    }

    private static @Nullable SaslDialogue dialogue(DeviceCaller caller) {
        return switch (caller.credential()) {
            case DeviceCredential.Certificate _ -> null;
            case DeviceCredential.SymmetricKey _ ->
                    new PlainDialogue(caller.resource(), caller.renewToken().orElseThrow());
            case DeviceCredential.Tpm(var chip) ->
                    new TpmDialogue(
                            caller.idScope(),
                            caller.registrationId(),
                            chip,
                            () -> caller.renewToken().orElseThrow());
        };
    }

    /// @return empty when the server said yes
    private static Optional<Opening> authenticated(
            Transport transport,
            SaslDialogue dialogue,
            AmqpPump pump,
            String host,
            Deadline deadline)
            throws IOException {
        var steps = new SaslSteps(dialogue);
        var sasl = transport.sasl();
        sasl.client();
        sasl.setRemoteHostname(host);
        sasl.setListener(steps);
        pump.until(() -> isOver(sasl) || steps.problem().isPresent(), deadline);
        if (steps.problem().isPresent()) {
            throw steps.problem().get();
        }
        return sasl.getOutcome() == SaslOutcome.PN_SASL_OK
                ? Optional.empty()
                : Optional.of(
                        new Opening.TurnedAway(
                                "SASL outcome %d".formatted(sasl.getOutcome().getCode()),
                                sasl.getOutcome() == SaslOutcome.PN_SASL_TEMP));
    }

    private static boolean isOver(Sasl sasl) {
        return sasl.getOutcome() != SaslOutcome.PN_SASL_NONE;
    }

    /// What the server said when it closed connection, session or link; empty while they are open.
    static Optional<DeviceReply> refusal(AmqpLinks links) {
        if (links.connection().getRemoteState() == EndpointState.CLOSED) {
            return Optional.of(AmqpRefusals.reply(links.connection().getRemoteCondition()));
        }
        var session = links.sender().getSession();
        if (session.getRemoteState() == EndpointState.CLOSED) {
            return Optional.of(AmqpRefusals.reply(session.getRemoteCondition()));
        }
        if (links.sender().getRemoteState() == EndpointState.CLOSED) {
            return Optional.of(AmqpRefusals.reply(links.sender().getRemoteCondition()));
        }
        return links.receiver().getRemoteState() == EndpointState.CLOSED
                ? Optional.of(AmqpRefusals.reply(links.receiver().getRemoteCondition()))
                : Optional.empty();
    }

    private static Opening turnedAway(DeviceReply reply) {
        return new Opening.TurnedAway(
                "%s %s".formatted(reply.protocol(), reply.body()).strip(),
                reply.status() >= THROTTLED);
    }
}
