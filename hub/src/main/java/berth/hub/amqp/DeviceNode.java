package berth.hub.amqp;

import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpSent;

/// A link of a device, with what serves it.
record DeviceNode(Guest guest, AmqpLink link, HubNode serving) implements HubNode {
    @Override
    public void received(AmqpDelivery delivery) {
        serving.received(delivery);
    }

    @Override
    public void credited() {
        serving.credited();
    }

    @Override
    public void settled(AmqpSent sent, AmqpOutcome outcome) {
        serving.settled(sent, outcome);
    }

    @Override
    public void detached() {
        serving.detached();
    }

    @Override
    public void closed() {
        serving.closed();
    }
}
