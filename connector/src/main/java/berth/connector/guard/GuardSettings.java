package berth.connector.guard;

import berth.core.id.HostName;

import java.time.Duration;
import java.util.Set;

/// What a guarded client may do and how long.
///
/// @param addresses which addresses may be called
/// @param plainHttp whether `http` is allowed beside `https`; for a developer's machine
/// @param hosts the only hosts that may be called; empty for no such list
/// @param connectMax for connecting to one address
/// @param totalMax for the whole call, name look-up and repetition included
/// @param replyBytesMax of a reply's body
/// @param callsPerHostMax running at once to one host; more wait for their turn within `totalMax`
/// @param triesMax of one call; a try is repeated only if nothing was sent or the answer was 503
///
///   Source: reliability, section 4.3.
public record GuardSettings(
        AddressRules addresses,
        boolean plainHttp,
        Set<HostName> hosts,
        Duration connectMax,
        Duration totalMax,
        int replyBytesMax,
        int callsPerHostMax,
        int triesMax) {
    /// For production: public addresses and nothing in the clear.
    public static final GuardSettings STANDARD =
            new GuardSettings(
                    AddressRules.PUBLIC_ONLY,
                    false,
                    Set.of(),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    64 * 1024,
                    32,
                    2);

    /// For `berth dev`: the function may run on the developer's own machine.
    public static final GuardSettings DEVELOPMENT =
            STANDARD.with(AddressRules.PRIVATE_TOO).withPlainHttp(true);

    public GuardSettings {
        hosts = Set.copyOf(hosts);
        if (!connectMax.isPositive() || !totalMax.isPositive()) {
            throw new IllegalArgumentException("a call needs time");
        }
        if (replyBytesMax < 1 || callsPerHostMax < 1 || triesMax < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    public GuardSettings with(AddressRules rules) {
        return new GuardSettings(
                rules,
                plainHttp,
                hosts,
                connectMax,
                totalMax,
                replyBytesMax,
                callsPerHostMax,
                triesMax);
    }

    public GuardSettings withPlainHttp(boolean allowed) {
        return new GuardSettings(
                addresses,
                allowed,
                hosts,
                connectMax,
                totalMax,
                replyBytesMax,
                callsPerHostMax,
                triesMax);
    }

    public GuardSettings withHosts(Set<HostName> only) {
        return new GuardSettings(
                addresses,
                plainHttp,
                only,
                connectMax,
                totalMax,
                replyBytesMax,
                callsPerHostMax,
                triesMax);
    }

    public GuardSettings withTimes(Duration connect, Duration total) {
        return new GuardSettings(
                addresses,
                plainHttp,
                hosts,
                connect,
                total,
                replyBytesMax,
                callsPerHostMax,
                triesMax);
    }

    public GuardSettings withReplyBytesMax(int bytes) {
        return new GuardSettings(
                addresses,
                plainHttp,
                hosts,
                connectMax,
                totalMax,
                bytes,
                callsPerHostMax,
                triesMax);
    }

    public GuardSettings withCallsPerHostMax(int calls) {
        return new GuardSettings(
                addresses, plainHttp, hosts, connectMax, totalMax, replyBytesMax, calls, triesMax);
    }

    public GuardSettings withTriesMax(int tries) {
        return new GuardSettings(
                addresses,
                plainHttp,
                hosts,
                connectMax,
                totalMax,
                replyBytesMax,
                callsPerHostMax,
                tries);
    }
}
