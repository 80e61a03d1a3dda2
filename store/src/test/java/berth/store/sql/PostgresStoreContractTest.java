package berth.store.sql;

import berth.core.attestation.TpmChallengeStore;
import berth.core.audit.AuditLog;
import berth.core.enrollment.EnrollmentStore;
import berth.core.hub.HubStore;
import berth.core.instance.InstanceStore;
import berth.core.registration.RegistrationStore;
import berth.core.usage.UsageStore;
import berth.core.work.WorkStore;
import berth.testkit.postgres.TestPostgres;
import berth.testkit.store.AuditLogContract;
import berth.testkit.store.EnrollmentStoreContract;
import berth.testkit.store.HubStoreContract;
import berth.testkit.store.InstanceStoreContract;
import berth.testkit.store.OperationStoreContract;
import berth.testkit.store.RegistrationHost;
import berth.testkit.store.RegistrationStoreContract;
import berth.testkit.store.TpmChallengeStoreContract;
import berth.testkit.store.WorkStoreContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// The shared store keeps every contract.
class PostgresStoreContractTest {
    private static TestPostgres postgres;
    private static SqlStore store;

    @BeforeAll
    static void open(@TempDir Path folder) {
        postgres = TestPostgres.create();
        store = Postgres.open(postgres, folder.resolve("key"));
    }

    @AfterAll
    static void close() {
        if (store != null) {
            store.close();
            postgres.close();
        }
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
            return Instant.now();
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
        private final RegistrationHost host = new Host();

        @BeforeEach
        void forget() {
            forgetOtherTests();
        }

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    @Nested
    class Operations extends OperationStoreContract {
        private final RegistrationHost host = new Host();

        @BeforeEach
        void forget() {
            forgetOtherTests();
        }

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    @Nested
    class Work extends WorkStoreContract {
        private final RegistrationHost host = new Host();

        @BeforeEach
        void forget() {
            forgetOtherTests();
        }

        @Override
        protected RegistrationHost host() {
            return host;
        }
    }

    private static final class Host implements RegistrationHost {
        @Override
        public RegistrationStore store() {
            return store.registrations();
        }

        @Override
        public AuditLog auditLog() {
            return store.auditLog();
        }

        /// The database's clock cannot be moved, but what it is compared with can.
        @Override
        public void pass(Duration time) {
            execute(
                    """
                    UPDATE operation
                    SET lease_until = lease_until - %1$d, next_run = next_run - %1$d
                    """
                            .formatted(Micros.of(time)));
            execute(
                    """
                    UPDATE work_item
                    SET lease_until = lease_until - %1$d, not_before = not_before - %1$d
                    """
                            .formatted(Micros.of(time)));
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
            return false;
        }
    }

    /// Claims know no scopes.
    private static void forgetOtherTests() {
        execute("TRUNCATE operation, work_item");
    }

    private static void execute(String statement) {
        try (var connection = postgres.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }
}
