package berth.server.background;

import berth.core.registration.RegistrationStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives back at the end what leases this node still holds: of operations that were admitted when
/// the driver had stopped, or that did not come to a durable point in time. Another node, or the
/// next start, goes on with them at once instead of waiting until the leases run out. A worker of
/// ours that is still in the middle of a call loses nothing but the race for the next step.
///
/// Closed after everything that takes leases.
public final class LeaseReturn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseReturn.class);

    private final RegistrationStore registrations;
    private final String node;

    /// @param node the name under which leases are held
    public LeaseReturn(RegistrationStore registrations, String node) {
        this.registrations = registrations;
        this.node = node;
    }

    @Override
    public void close() {
        int released = registrations.releaseLeases(node);
        if (released > 0) {
            LOG.info("{} operations and work items left to the next start", released);
        }
    }
}
