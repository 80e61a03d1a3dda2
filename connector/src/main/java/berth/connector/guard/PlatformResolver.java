package berth.connector.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/// The operating system's resolver. Its look-ups are native calls that cannot be interrupted and
/// would hold the carrier of a virtual thread, so each has a thread of the system; a caller whose
/// time is up leaves without it. At most [#LOOKUPS_MAX] run at once: a dead name server costs
/// answers, not threads.
public final class PlatformResolver implements NameResolver {
    static final int LOOKUPS_MAX = 64;

    private final Semaphore lookups = new Semaphore(LOOKUPS_MAX);

    @Override
    public List<InetAddress> addresses(String host) throws IOException, InterruptedException {
        if (!lookups.tryAcquire()) {
            throw new UnknownHostException("too many name look-ups are waiting for their answers");
        }
        var lookup = new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
        Thread.ofPlatform()
                .daemon()
                .name("name look-up")
                .start(
                        () -> {
                            try {
                                lookup.run();
                            } finally {
                                lookups.release();
                            }
                        });
        try {
            return lookup.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException("cannot look up " + host, e.getCause());
        }
    }
}
