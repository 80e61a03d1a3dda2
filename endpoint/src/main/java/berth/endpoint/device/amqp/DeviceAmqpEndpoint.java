package berth.endpoint.device.amqp;

import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.DeviceOperations;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConversation;
import berth.net.amqp.AmqpEndpoint;

import java.util.function.LongSupplier;

/// The device endpoint over AMQP: one conversation a connection.
public final class DeviceAmqpEndpoint implements AmqpEndpoint {
    private final DeviceOperations operations;
    private final DeviceAnswers answers;
    private final DeviceConnections connections;
    private final TpmBlobs blobs;
    private final AmqpSettings settings;
    private final LongSupplier nanos;

    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public DeviceAmqpEndpoint(
            DeviceOperations operations,
            DeviceAnswers answers,
            DeviceConnections connections,
            TpmBlobs blobs,
            AmqpSettings settings,
            LongSupplier nanos) {
        this.operations = operations;
        this.answers = answers;
        this.connections = connections;
        this.blobs = blobs;
        this.settings = settings;
        this.nanos = nanos;
    }

    @Override
    public AmqpConversation begin(AmqpConnection connection) {
        var place = new Place(connections);
        return new DeviceConversation(
                connection,
                operations,
                answers,
                place,
                new SaslDialogue(connection, operations, answers, place, blobs),
                new RequestQueue(connection, operations, answers, settings.answerDelay(), nanos));
    }
}
