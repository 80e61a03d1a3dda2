package berth.cli.fleet.amqp;

import berth.core.id.ByteString;

import java.io.IOException;

/// What a device says in a SASL exchange. Stateful; for one thread.
interface SaslDialogue {
    /// The one mechanism it speaks.
    String mechanism();

    /// What it begins with.
    ByteString initial();

    /// @throws IOException when it cannot answer
    ByteString answer(ByteString challenge) throws IOException;
}
