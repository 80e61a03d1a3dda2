package berth.hub.eventhub;

import berth.core.id.ByteString;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpSent;
import berth.net.amqp.AmqpTerms;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A link whose peer is a test. One thread.
final class ScriptedLink implements AmqpLink {
    private final boolean incoming;
    private final String address;
    private final Object session;
    private final Map<ByteString, AmqpMessage> dispatched = new LinkedHashMap<>();
    private final List<AmqpMessage> sent = new ArrayList<>();
    private final List<Object> annotations = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private @Nullable String selector;
    private @Nullable AmqpTerms terms;
    private @Nullable AmqpError refusal;
    private @Nullable AmqpError detachment;
    private int credit;

    ScriptedLink(boolean incoming, String address, Object session) {
        this.incoming = incoming;
        this.address = address;
        this.session = session;
    }

    static ScriptedLink reading(String address, int credit) {
        var link = new ScriptedLink(false, address, "s");
        link.credit = credit;
        return link;
    }

    ScriptedLink from(String filter) {
        selector = filter;
        return this;
    }

    ScriptedLink epoch(long epoch) {
        properties.put("com.microsoft:epoch", Long.toString(epoch));
        return this;
    }

    void give(int more) {
        credit += more;
    }

    void takeCreditBack() {
        credit = 0;
    }

    /// Sequences in the order in which they came.
    List<Object> sequences() {
        return annotations;
    }

    List<AmqpMessage> sent() {
        return sent;
    }

    boolean isAccepted() {
        return terms != null;
    }

    @Nullable AmqpTerms terms() {
        return terms;
    }

    String refusedWith() {
        return refusal == null ? "" : refusal.condition();
    }

    String detachedWith() {
        return detachment == null ? "" : detachment.condition();
    }

    /// Messages without the peer's word, oldest first.
    List<AmqpSent> unsettled() {
        return dispatched.keySet().stream().<AmqpSent>map(Sent::new).toList();
    }

    private final class Sent implements AmqpSent {
        private final ByteString tag;

        private Sent(ByteString tag) {
            this.tag = tag;
        }

        @Override
        public AmqpLink link() {
            return ScriptedLink.this;
        }

        @Override
        public ByteString tag() {
            return tag;
        }

        @Override
        public void settle() {
            dispatched.remove(tag);
        }

        @Override
        public void fail(AmqpError error) {
            throw new UnsupportedOperationException("a stream goes on");
        }
    }

    @Override
    public boolean incoming() {
        return incoming;
    }

    @Override
    public String name() {
        return "link";
    }

    @Override
    public Object session() {
        return session;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    @Override
    public Optional<String> selector() {
        return Optional.ofNullable(selector);
    }

    @Override
    public void accept(AmqpTerms on) {
        terms = on;
    }

    @Override
    public void refuse(AmqpError error) {
        refusal = error;
    }

    @Override
    public void detach(AmqpError error) {
        detachment = error;
    }

    @Override
    public boolean send(AmqpMessage message) {
        sent.add(message);
        return true;
    }

    @Override
    public int credit() {
        return credit;
    }

    @Override
    public void dispatch(ByteString tag, AmqpMessage message) {
        if (credit == 0) {
            throw new IllegalStateException("no credit");
        }
        credit--;
        if (dispatched.put(tag, message) != null) {
            throw new IllegalStateException("a tag twice");
        }
        annotations.add(message.annotations().getOrDefault("x-opt-sequence-number", "none"));
    }
}
