package berth.net.amqp;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;

/// The two ends of a link as the peer names them, and as we answer. Source: AMQP 1.0, section 3.5.
final class Terminus {
    private static final Symbol SELECTOR = Symbol.valueOf("apache.org:selector-filter:string");

    private Terminus() {}

    /// The node of ours that the peer wants to reach; empty if it names none.
    static String address(Link link) {
        String address =
                switch (link instanceof Receiver
                        ? link.getRemoteTarget()
                        : link.getRemoteSource()) {
                    case Target target when !target.getDynamic() -> target.getAddress();
                    case Source source when !source.getDynamic() -> source.getAddress();
                    case null, default -> null;
                };
        return address == null ? "" : address;
    }

    /// The text of the peer's filter; it may be described or bare.
    static Optional<String> selector(Link link) {
        return link.getRemoteSource() instanceof Source source && source.getFilter() != null
                ? switch (source.getFilter().get(SELECTOR)) {
                    case String text -> Optional.of(text);
                    case org.apache.qpid.proton.amqp.DescribedType described
                            when described.getDescribed() instanceof String text ->
                            Optional.of(text);
                    case null, default -> Optional.empty();
                }
                : Optional.empty();
    }

    /// Answers with the same addresses and nothing else the peer may have asked for: a peer that
    /// reads no terminus takes the link for refused. Source: AMQP 1.0, section 2.6.3.
    ///
    /// @param filtered whether the peer's selector is obeyed
    static void answer(Link link, boolean filtered) {
        link.setSource(source(link.getRemoteSource(), filtered && link instanceof Sender));
        link.setTarget(target(link.getRemoteTarget()));
    }

    private static @Nullable Source source(
            org.apache.qpid.proton.amqp.transport.@Nullable Source theirs, boolean filtered) {
        if (theirs == null) {
            return null;
        }
        var own = new Source();
        own.setAddress(theirs.getAddress());
        if (filtered && theirs instanceof Source source && source.getFilter() != null) {
            Object selector = source.getFilter().get(SELECTOR);
            if (selector != null) {
                own.setFilter(Map.of(SELECTOR, selector));
            }
        }
        return own;
    }

    private static @Nullable Target target(
            org.apache.qpid.proton.amqp.transport.@Nullable Target theirs) {
        if (theirs == null) {
            return null;
        }
        var own = new Target();
        own.setAddress(theirs.getAddress());
        return own;
    }
}
