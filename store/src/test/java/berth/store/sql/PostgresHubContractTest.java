package berth.store.sql;

import berth.testkit.postgres.TestPostgres;
import berth.testkit.store.CommandQueueContract;
import berth.testkit.store.HubEventsContract;
import berth.testkit.store.HubHost;
import berth.testkit.store.ModuleStoreContract;
import berth.testkit.store.RoleStoreContract;
import berth.testkit.store.SessionStoreContract;
import berth.testkit.store.SubscriptionStoreContract;
import berth.testkit.store.TelemetryLogContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The shared store keeps every contract of an embedded hub.
class PostgresHubContractTest {
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

    /// Some calls know no hubs.
    @BeforeEach
    void forgetOtherTests() {
        execute("TRUNCATE hub_session, hub_command, hub_feedback");
    }

    private static HubHost host() {
        return new SqlHubHost(store) {
            @Override
            public void pass(Duration time) {
                PostgresHubContractTest.pass(Micros.of(time));
            }
        };
    }

    /// Times that the database's clock is compared with.
    private static final List<String> TIMES =
            List.of(
                    "hub_session.changed_at",
                    "hub_command.enqueued_at",
                    "hub_command.expires_at",
                    "hub_command.locked_until",
                    "hub_feedback.at",
                    "hub_feedback.locked_until",
                    "hub_event.at",
                    "hub_counter.last_at",
                    "hub_telemetry.last_at",
                    "hub_telemetry_end.enqueued_at",
                    "hub_telemetry_segment.enqueued_at");

    /// The database's clock cannot be moved, but what it is compared with can.
    private static void pass(long micros) {
        for (var time : TIMES) {
            var names = List.of(time.split("[.]"));
            execute(
                    "UPDATE %1$s SET %2$s = %2$s - %3$d"
                            .formatted(names.getFirst(), names.getLast(), micros));
        }
    }

    private static void execute(String statement) {
        try (var connection = postgres.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    @Nested
    class Telemetry extends TelemetryLogContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }

    @Nested
    class Commands extends CommandQueueContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }

    @Nested
    class Sessions extends SessionStoreContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }

    @Nested
    class Events extends HubEventsContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }

    @Nested
    class Subscriptions extends SubscriptionStoreContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }

    @Nested
    class Roles extends RoleStoreContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }

    @Nested
    class Modules extends ModuleStoreContract {
        @Override
        protected HubHost host() {
            return PostgresHubContractTest.host();
        }
    }
}
