package berth.store.sql;

/// SQLite: one writer, so there is nothing to lock; times come from our clock.
final class SqliteDialect implements Dialect {
    @Override
    public String text(String template) {
        return template.replace("{name}", "TEXT")
                .replace("{bytes}", "BLOB")
                .replace("{now}", "?")
                .replace("{lock}", "")
                .replace("{skipLocked}", "");
    }

    @Override
    public boolean hasClock() {
        return false;
    }
}
