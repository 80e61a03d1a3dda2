package berth.server;

import berth.net.link.ByteLink;
import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;

/// A protocol whose port is open and whose sessions are not there yet: says so in the protocol's
/// own words with the first bytes, then closes, so that a client fails at once and readably instead
/// of waiting for its time-out.
final class UnservedProtocol implements LinkProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(UnservedProtocol.class);

    /// The protocol header of AMQP 1.0, after which the connection closes: how a server refuses a
    /// connection it will not negotiate. Source: AMQP 1.0, section 2.2.
    static final UnservedProtocol AMQP =
            new UnservedProtocol("AMQP", new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0});

    private final String name;
    private final byte[] refusal;

    private UnservedProtocol(String name, byte[] refusal) {
        this.name = name;
        this.refusal = refusal;
    }

    @Override
    public LinkSession open(ByteLink link) {
        return new LinkSession() {
            private boolean refused;

            @Override
            public void received(ByteBuffer bytes) {
                if (!refused) {
                    refused = true;
                    LOG.warn(
                            "{} from {} refused: not served yet, use HTTPS",
                            name,
                            link.peer().address());
                    link.write(ByteBuffer.wrap(refusal));
                    link.close();
                }
            }

            @Override
            public void closed() {
                // Nothing is held for a refused connection.
            }
        };
    }
}
