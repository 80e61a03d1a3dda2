package berth.store.sql;

import berth.core.id.IdScope;
import berth.core.usage.UsageStore;

import java.time.LocalDate;
import java.util.List;

/// Counts of operations in the database.
public final class SqlUsageStore implements UsageStore {
    private final Database database;
    private final UsageRows rows;

    SqlUsageStore(Database database, UsageRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public List<Usage> usage(IdScope scope, LocalDate first, LocalDate last) {
        return database.read("usage", session -> rows.read(session, scope, first, last));
    }
}
