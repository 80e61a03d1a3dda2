package berth.store.sql;

import berth.store.sealing.KeyFile;
import berth.store.sealing.Sealing;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The open store: one object a port, one database behind them. Calls of the ports block and may
/// come from any thread.
public final class SqlStore implements AutoCloseable {
    private static final int USAGE_PARTS = 16;
    private static final String KEY_FILE = "key-encryption.key";

    private final Database database;
    private final SqlEnrollmentStore enrollments;
    private final SqlInstanceStore instances;
    private final SqlRegistrationStore registrations;
    private final SqlWorkStore work;
    private final SqlUsageStore usage;
    private final SqlTpmChallengeStore tpmChallenges;
    private final SqlAuditLog auditLog;
    private final HubStores hubSide;

    private SqlStore(
            Database database,
            boolean embedded,
            Sealing sealing,
            AuditRows audit,
            UsageRows counts) {
        this.database = database;
        this.enrollments = new SqlEnrollmentStore(database, sealing, audit, counts);
        this.instances = new SqlInstanceStore(database, sealing, audit);
        this.hubSide = new HubStores(database, sealing, audit);
        this.registrations = new SqlRegistrationStore(database, embedded, sealing, audit, counts);
        this.work = new SqlWorkStore(database, audit);
        this.usage = new SqlUsageStore(database, counts);
        this.tpmChallenges = new SqlTpmChallengeStore(database, sealing);
        this.auditLog = new SqlAuditLog(database, audit);
    }

    /// Opens the embedded store in `dataFolder`, made if need be, with its key file beside the
    /// database.
    ///
    /// @param random for keys and nonces: secure, and safe for use by several threads
    /// @throws StoreLocked when another process works on the folder
    /// @throws SchemaRefused when this version cannot work on the database
    /// @throws berth.store.sealing.KeyFileRefused when the key file is missing, unsafe or wrong
    public static SqlStore openSqlite(
            Path dataFolder, InstantSource clock, RandomGenerator random) {
        return openSqlite(dataFolder, dataFolder.resolve(KEY_FILE), clock, random);
    }

    /// The same with the key file elsewhere, which keeps it out of the folder's backups.
    public static SqlStore openSqlite(
            Path dataFolder, Path keyFile, InstantSource clock, RandomGenerator random) {
        return open(SqliteDatabase.open(dataFolder, clock), true, keyFile, clock, random);
    }

    /// Connects to the shared store. Every node needs the same key file.
    ///
    /// @param clock names audit entries; leases and deadlines go by the database's clock
    /// @param random for keys and nonces: secure, and safe for use by several threads
    /// @throws SchemaRefused when this version cannot work on the database
    /// @throws berth.store.sealing.KeyFileRefused when the key file is missing, unsafe or wrong
    public static SqlStore openPostgres(
            PostgresSettings settings, Path keyFile, InstantSource clock, RandomGenerator random) {
        var database = PostgresDatabase.open(settings, clock, random);
        return open(database, false, keyFile, clock, random);
    }

    private static SqlStore open(
            Database database,
            boolean embedded,
            Path keyFile,
            InstantSource clock,
            RandomGenerator random) {
        try {
            var rows = new SqlDataKeyRows(database);
            var sealing = Sealing.start(new KeyFile(keyFile), rows, random);
            var audit = new AuditRows(new EntryIds(clock, random));
            var counts = new UsageRows(embedded ? 1 : USAGE_PARTS, random);
            return new SqlStore(database, embedded, sealing, audit, counts);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    public SqlEnrollmentStore enrollments() {
        return enrollments;
    }

    public SqlInstanceStore instances() {
        return instances;
    }

    public SqlHubStore hubs() {
        return hubSide.hubs();
    }

    public SqlModuleStore modules() {
        return hubSide.modules();
    }

    public SqlSessionStore sessions() {
        return hubSide.sessions();
    }

    public SqlCommandQueue commands() {
        return hubSide.commands();
    }

    public SqlFeedbackQueue feedback() {
        return hubSide.feedback();
    }

    public SqlEventOutbox events() {
        return hubSide.events();
    }

    public SqlSubscriptionStore subscriptions() {
        return hubSide.subscriptions();
    }

    public SqlRoleStore roles() {
        return hubSide.roles();
    }

    public SqlTelemetryLog telemetry() {
        return hubSide.telemetry();
    }

    public SqlRegistrationStore registrations() {
        return registrations;
    }

    public SqlWorkStore work() {
        return work;
    }

    public SqlUsageStore usage() {
        return usage;
    }

    public SqlTpmChallengeStore tpmChallenges() {
        return tpmChallenges;
    }

    public SqlAuditLog auditLog() {
        return auditLog;
    }

    /// For metrics.
    public CommitCount commits() {
        return database.commits();
    }

    /// Why this store refuses everything from now on, if it does: the process is to end and to
    /// recover at its next start.
    public Optional<Throwable> fault() {
        return database.fault();
    }

    /// Finishes what was asked before and lets go of the database.
    @Override
    public void close() {
        database.close();
    }
}
