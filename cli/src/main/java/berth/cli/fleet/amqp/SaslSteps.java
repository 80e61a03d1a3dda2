package berth.cli.fleet.amqp;

import berth.core.id.ByteString;

import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Carries a dialogue through Proton's SASL layer: waits for the server's list of mechanisms, as
/// stock clients do, and answers. Problems are kept for the device's thread to find, because
/// Proton's callbacks are no place for them.
final class SaslSteps implements SaslListener {
    private final SaslDialogue dialogue;
    private @Nullable IOException problem;

    SaslSteps(SaslDialogue dialogue) {
        this.dialogue = dialogue;
    }

    /// Why the exchange cannot go on, if it cannot.
    Optional<IOException> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void onSaslMechanisms(Sasl sasl, Transport transport) {
        var offered = List.of(sasl.getRemoteMechanisms());
        if (!offered.contains(dialogue.mechanism())) {
            problem =
                    new IOException(
                            "the server offers %s and not %s"
                                    .formatted(offered, dialogue.mechanism()));
            return;
        }
        send(sasl, dialogue.initial());
        sasl.setMechanisms(dialogue.mechanism());
    }

    @Override
    public void onSaslChallenge(Sasl sasl, Transport transport) {
        var bytes = new byte[sasl.pending()];
        int count = sasl.recv(bytes, 0, bytes.length);
        try {
            send(sasl, dialogue.answer(ByteString.of(Arrays.copyOf(bytes, Math.max(count, 0)))));
        } catch (IOException e) {
            problem = e;
        }
    }

    private static void send(Sasl sasl, ByteString bytes) {
        sasl.send(bytes.toByteArray(), 0, bytes.length());
    }

    @Override
    public void onSaslOutcome(Sasl sasl, Transport transport) {
        // the device's thread looks at the outcome itself
    }

    @Override
    public void onSaslInit(Sasl sasl, Transport transport) {
        throw new IllegalStateException("what a server is told");
    }

    @Override
    public void onSaslResponse(Sasl sasl, Transport transport) {
        throw new IllegalStateException("what a server is told");
    }
}
