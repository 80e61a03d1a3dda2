package berth.connector;

import berth.connector.guard.NameResolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A name server that says what a test wants, a different thing every time if it likes.
public final class TestNames implements NameResolver {
    private final Map<String, Queue<List<InetAddress>>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /// The next look-up of `host` finds these; the last answer given for a name stays.
    public TestNames then(String host, String... addresses) {
        answers.computeIfAbsent(host, _ -> new ConcurrentLinkedQueue<>())
                .add(List.of(addresses).stream().map(InetAddress::ofLiteral).toList());
        return this;
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        asked.add(host);
        var queue = answers.get(host);
        if (queue == null) {
            throw new UnknownHostException(host);
        }
        return queue.size() > 1 ? queue.remove() : queue.element();
    }

    public List<String> asked() {
        return List.copyOf(asked);
    }
}
