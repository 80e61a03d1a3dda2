package berth.hub.telemetry;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// How a forwarder is doing, counted since its start.
///
/// @param forwarded records the sink acknowledged and the cursor has passed
/// @param repeated records sent again after a try whose end was not known; consumers may have them
///   twice
/// @param setAside records the sink will never take; they stay in the log until it forgets them
/// @param failures tries that did not succeed
/// @param trouble why the latest try failed; null while all is well
/// @param waitingSince when the first record came that the sink has not had at the latest failure;
///   null while all is well, or when the log cannot be read
public record ForwardingStatus(
        long forwarded,
        long repeated,
        long setAside,
        long failures,
        @Nullable String trouble,
        @Nullable Instant waitingSince) {
    static final ForwardingStatus NEW = new ForwardingStatus(0, 0, 0, 0, null, null);

    ForwardingStatus moved(int records) {
        return new ForwardingStatus(forwarded + records, repeated, setAside, failures, null, null);
    }

    ForwardingStatus well() {
        return moved(0);
    }

    ForwardingStatus repeating(int records) {
        return new ForwardingStatus(
                forwarded, repeated + records, setAside, failures, trouble, waitingSince);
    }

    ForwardingStatus oneSetAside() {
        return new ForwardingStatus(
                forwarded, repeated, setAside + 1, failures, trouble, waitingSince);
    }

    ForwardingStatus failed(String why, @Nullable Instant since) {
        return new ForwardingStatus(forwarded, repeated, setAside, failures + 1, why, since);
    }
}
