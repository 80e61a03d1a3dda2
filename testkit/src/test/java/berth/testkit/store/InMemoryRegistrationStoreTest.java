package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.registration.RegistrationStore;
import berth.core.usage.UsageStore;
import berth.core.work.WorkStore;

import org.junit.jupiter.api.Nested;

import java.time.Duration;
import java.time.Instant;

class InMemoryRegistrationStoreTest {
    @Nested
    class Registrations extends RegistrationStoreContract {
        private final RegistrationHost host = new Host();

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    @Nested
    class Operations extends OperationStoreContract {
        private final RegistrationHost host = new Host();

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    @Nested
    class Work extends WorkStoreContract {
        private final RegistrationHost host = new Host();

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    private static final class Host implements RegistrationHost {
        private final MovableClock clock = new MovableClock(Instant.parse("2030-01-01T00:00:00Z"));
        private final InMemoryAuditLog auditLog = new InMemoryAuditLog();
        private final InMemoryRegistrationStore store =
                new InMemoryRegistrationStore(clock, auditLog);

        @Override
        public RegistrationStore store() {
            return store;
        }

        @Override
        public AuditLog auditLog() {
            return auditLog;
        }

        @Override
        public void pass(Duration time) {
            clock.pass(time);
        }

        @Override
        public WorkStore work() {
            return store.work();
        }

        @Override
        public UsageStore usage() {
            return store.usage();
        }

        @Override
        public boolean embedded() {
            return true;
        }
    }
}
