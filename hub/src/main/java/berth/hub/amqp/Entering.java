package berth.hub.amqp;

/// Stands for a link that waits to be let in, or was refused.
enum Entering implements HubNode {
    NODE
}
