package berth.testkit.store;

import org.junit.jupiter.api.Nested;

import java.time.Instant;

/// The fakes of an embedded hub's stores keep every contract.
class InMemoryHubHostTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    @Nested
    class Telemetry extends TelemetryLogContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }

    @Nested
    class Commands extends CommandQueueContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }

    @Nested
    class Sessions extends SessionStoreContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }

    @Nested
    class Events extends HubEventsContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }

    @Nested
    class Subscriptions extends SubscriptionStoreContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }

    @Nested
    class Roles extends RoleStoreContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }

    @Nested
    class Modules extends ModuleStoreContract {
        private final HubHost host = new InMemoryHubHost(START);

        @Override
        protected HubHost host() {
            return host;
        }
    }
}
