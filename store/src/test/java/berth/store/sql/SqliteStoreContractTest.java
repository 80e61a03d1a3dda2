package berth.store.sql;

import berth.core.attestation.TpmChallengeStore;
import berth.core.audit.AuditLog;
import berth.core.enrollment.EnrollmentStore;
import berth.core.hub.HubStore;
import berth.core.instance.InstanceStore;
import berth.core.registration.RegistrationStore;
import berth.core.usage.UsageStore;
import berth.core.work.WorkStore;
import berth.testkit.store.AuditLogContract;
import berth.testkit.store.EnrollmentStoreContract;
import berth.testkit.store.HubStoreContract;
import berth.testkit.store.InstanceStoreContract;
import berth.testkit.store.MovableClock;
import berth.testkit.store.OperationStoreContract;
import berth.testkit.store.RegistrationHost;
import berth.testkit.store.RegistrationStoreContract;
import berth.testkit.store.TpmChallengeStoreContract;
import berth.testkit.store.WorkStoreContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// The embedded store keeps every contract.
class SqliteStoreContractTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir static Path shared;
    private static SqlStore store;

    @BeforeAll
    static void open() {
        store = SqlStore.openSqlite(shared, new MovableClock(START), new Random(1));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Nested
    class Enrollments extends EnrollmentStoreContract {
        @Override
        protected EnrollmentStore store() {
            return store.enrollments();
        }

        @Override
        protected AuditLog auditLog() {
            return store.auditLog();
        }
    }

    @Nested
    class Instances extends InstanceStoreContract {
        @Override
        protected InstanceStore store() {
            return store.instances();
        }

        @Override
        protected AuditLog auditLog() {
            return store.auditLog();
        }
    }

    @Nested
    class Hubs extends HubStoreContract {
        @Override
        protected HubStore store() {
            return store.hubs();
        }

        @Override
        protected AuditLog auditLog() {
            return store.auditLog();
        }
    }

    @Nested
    class TpmChallenges extends TpmChallengeStoreContract {
        @Override
        protected TpmChallengeStore store() {
            return store.tpmChallenges();
        }

        @Override
        protected Instant now() {
            return START;
        }
    }

    @Nested
    class Audit extends AuditLogContract {
        @Override
        protected AuditLog auditLog() {
            return store.auditLog();
        }
    }

    @Nested
    class Registrations extends RegistrationStoreContract {
        private Host host;

        @BeforeEach
        void open(@TempDir Path folder) {
            host = new Host(folder);
        }

        @AfterEach
        void close() {
            host.store.close();
        }

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    @Nested
    class Operations extends OperationStoreContract {
        private Host host;

        @BeforeEach
        void open(@TempDir Path folder) {
            host = new Host(folder);
        }

        @AfterEach
        void close() {
            host.store.close();
        }

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    @Nested
    class Work extends WorkStoreContract {
        private Host host;

        @BeforeEach
        void open(@TempDir Path folder) {
            host = new Host(folder);
        }

        @AfterEach
        void close() {
            host.store.close();
        }

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    /// A store for each test, because claims know no scopes.
    private static final class Host implements RegistrationHost {
        private final MovableClock clock = new MovableClock(START);
        private final SqlStore store;

        Host(Path folder) {
            store = SqlStore.openSqlite(folder, clock, new Random(2));
        }

        @Override
        public RegistrationStore store() {
            return store.registrations();
        }

        @Override
        public AuditLog auditLog() {
            return store.auditLog();
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
