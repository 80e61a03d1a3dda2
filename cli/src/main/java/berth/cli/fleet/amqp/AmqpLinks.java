package berth.cli.fleet.amqp;

import berth.cli.fleet.DeviceCaller;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Connection, session and the pair of links, as a client opens them.
///
/// Source: dps-device-protocol, section 3.4.
record AmqpLinks(Connection connection, Sender sender, Receiver receiver) {
    private static final int CREDIT = 10;
    private static final Symbol API_VERSION = Symbol.valueOf("com.microsoft:api-version");
    private static final Symbol CLIENT_VERSION = Symbol.valueOf("com.microsoft:client-version");

    /// Opens everything on the client's side.
    static AmqpLinks open(Connection connection, DeviceCaller caller, String host, int port) {
        var manners = caller.client().amqp();
        var containerId = manners.containerId();
        connection.setContainer(containerId == null ? UUID.randomUUID().toString() : containerId);
        connection.setHostname(manners.portInHost() ? host + ":" + port : host);
        connection.open();
        var session = connection.session();
        session.open();
        var address =
                switch (manners.address()) {
                    case PLAIN -> caller.resource();
                    case LEADING_SLASH -> "/" + caller.resource();
                    case URL -> "amqps://" + host + "/" + caller.resource();
                };
        var sender = session.sender(manners.senderName());
        var receiver = session.receiver(manners.receiverName());
        open(sender, manners.senderName(), address, caller);
        open(receiver, address, manners.receiverName(), caller);
        receiver.flow(CREDIT);
        return new AmqpLinks(connection, sender, receiver);
    }

    private static void open(Link link, String from, String to, DeviceCaller caller) {
        var source = new Source();
        source.setAddress(from);
        var target = new Target();
        target.setAddress(to);
        link.setSource(source);
        link.setTarget(target);
        link.setProperties(properties(caller));
        link.open();
    }

    private static Map<Symbol, Object> properties(DeviceCaller caller) {
        var properties = new LinkedHashMap<Symbol, Object>();
        properties.put(API_VERSION, caller.client().apiVersion());
        var version = caller.client().amqp().clientVersion();
        if (version != null) {
            properties.put(CLIENT_VERSION, version);
        }
        return properties;
    }

    /// Whether the server has opened it all, with the addresses that were asked for, and wants a
    /// message.
    boolean areOpen() {
        return sender.getRemoteState() == EndpointState.ACTIVE
                && receiver.getRemoteState() == EndpointState.ACTIVE
                && sender.getRemoteTarget() != null
                && receiver.getRemoteSource() != null
                && sender.getCredit() > 0;
    }
}
