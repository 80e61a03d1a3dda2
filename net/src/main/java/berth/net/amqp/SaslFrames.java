package berth.net.amqp;

import berth.core.id.ByteString;

import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Notes what the peer's SASL frame was, and whose turn it is: the engine knows no turns, so here
/// they are watched. What is thrown here the engine's caller takes for a frame out of place.
final class SaslFrames implements SaslListener {
    private boolean started;
    private boolean due;
    private @Nullable Consumer<AmqpConversation> news;

    /// Tells an endpoint what came, if anything did. From then on the endpoint owes the peer a
    /// frame.
    void tell(AmqpConversation to) {
        Consumer<AmqpConversation> told = news;
        news = null;
        if (told != null) {
            due = true;
            told.accept(to);
        }
    }

    /// Whether the endpoint owes the peer a frame.
    boolean isDue() {
        return due;
    }

    /// The endpoint answers.
    ///
    /// @return whether it had to
    boolean answered() {
        boolean was = due;
        due = false;
        return was;
    }

    @Override
    public void onSaslInit(Sasl sasl, Transport transport) {
        if (started) {
            throw new IllegalStateException("SASL was started before");
        }
        started = true;
        String mechanism = sasl.getRemoteMechanisms()[0];
        ByteString response = Engine.bytes(sasl);
        news = to -> to.saslStarted(mechanism, response);
    }

    @Override
    public void onSaslResponse(Sasl sasl, Transport transport) {
        if (!started) {
            throw new IllegalStateException("SASL was not started");
        }
        ByteString response = Engine.bytes(sasl);
        news = to -> to.saslAnswered(response);
    }

    @Override
    public void onSaslMechanisms(Sasl sasl, Transport transport) {
        throw new IllegalStateException("the server offers");
    }

    @Override
    public void onSaslChallenge(Sasl sasl, Transport transport) {
        throw new IllegalStateException("the server challenges");
    }

    @Override
    public void onSaslOutcome(Sasl sasl, Transport transport) {
        throw new IllegalStateException("the server decides");
    }
}
