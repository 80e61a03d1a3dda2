package berth.store.sql;

import berth.testkit.store.CommandQueueContract;
import berth.testkit.store.HubEventsContract;
import berth.testkit.store.HubHost;
import berth.testkit.store.ModuleStoreContract;
import berth.testkit.store.MovableClock;
import berth.testkit.store.RoleStoreContract;
import berth.testkit.store.SessionStoreContract;
import berth.testkit.store.SubscriptionStoreContract;
import berth.testkit.store.TelemetryLogContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/// The embedded store keeps every contract of an embedded hub.
class SqliteHubContractTest {
    /// A store for each test, because some calls know no hubs.
    @TempDir Path folder;

    private final MovableClock clock = new MovableClock(Sqlite.START);
    private SqlStore store;

    @BeforeEach
    void open() {
        store = SqlStore.openSqlite(folder, clock, new Random(5));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private HubHost host() {
        return new SqlHubHost(store) {
            @Override
            public void pass(Duration time) {
                clock.pass(time);
            }
        };
    }

    @Nested
    class Telemetry extends TelemetryLogContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }

    @Nested
    class Commands extends CommandQueueContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }

    @Nested
    class Sessions extends SessionStoreContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }

    @Nested
    class Events extends HubEventsContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }

    @Nested
    class Subscriptions extends SubscriptionStoreContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }

    @Nested
    class Roles extends RoleStoreContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }

    @Nested
    class Modules extends ModuleStoreContract {
        @Override
        protected HubHost host() {
            return SqliteHubContractTest.this.host();
        }
    }
}
