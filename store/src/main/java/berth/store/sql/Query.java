package berth.store.sql;

import berth.core.error.CorruptRow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One statement being filled and run. Parameters are bound in the order of their marks.
final class Query {
    private static final Logger LOG = LoggerFactory.getLogger(Query.class);

    private final Session session;
    private final String template;
    private final PreparedStatement statement;
    private int bound;

    Query(Session session, String template, PreparedStatement statement) {
        this.session = session;
        this.template = template;
        this.statement = statement;
    }

    Query bind(@Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(++bound, Types.VARCHAR);
        } else {
            statement.setString(++bound, text);
        }
        return this;
    }

    Query bind(long number) throws SQLException {
        statement.setLong(++bound, number);
        return this;
    }

    Query bind(@Nullable Long number) throws SQLException {
        if (number == null) {
            statement.setNull(++bound, Types.BIGINT);
        } else {
            statement.setLong(++bound, number);
        }
        return this;
    }

    Query bind(boolean bool) throws SQLException {
        return bind(bool ? 1 : 0);
    }

    Query bind(Enum<?> constant) throws SQLException {
        return bind(constant.name());
    }

    Query bind(Instant instant) throws SQLException {
        return bind(Micros.of(instant));
    }

    Query bind(byte @Nullable [] bytes) throws SQLException {
        statement.setBytes(++bound, bytes);
        return this;
    }

    /// Stands for `{now}`.
    Query now() throws SQLException {
        return session.dialect().hasClock() ? this : bind(session.now());
    }

    /// @return how many rows changed
    int run() throws SQLException {
        return execute(PreparedStatement::executeUpdate);
    }

    <T> Optional<T> first(Row.Reader<T> reader) throws SQLException {
        return execute(
                filled -> {
                    try (var results = filled.executeQuery()) {
                        return results.next()
                                ? Optional.of(reader.read(new Row(results)))
                                : Optional.empty();
                    }
                });
    }

    <T> T one(Row.Reader<T> reader) throws SQLException {
        return first(reader).orElseThrow(() -> new SQLException("no row where there must be one"));
    }

    /// @throws CorruptRow when one of the rows cannot be read
    <T> List<T> all(Row.Reader<T> reader) throws SQLException {
        return execute(
                filled -> {
                    try (var results = filled.executeQuery()) {
                        var row = new Row(results);
                        var all = new ArrayList<T>();
                        while (results.next()) {
                            all.add(reader.read(row));
                        }
                        return all;
                    }
                });
    }

    /// Every row that can be read. A corrupt one is reported and left out, so that it does not take
    /// the others with it.
    <T> List<T> sound(Row.Reader<T> reader) throws SQLException {
        return all(row -> sound(reader, row)).stream().flatMap(Optional::stream).toList();
    }

    static <T> Optional<T> sound(Row.Reader<T> reader, Row row) throws SQLException {
        try {
            return Optional.of(reader.read(row));
        } catch (CorruptRow e) {
            LOG.error("left out of a list: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Execution<T> {
        T of(PreparedStatement filled) throws SQLException;
    }

    private <T> T execute(Execution<T> execution) throws SQLException {
        try {
            return execution.of(statement);
        } catch (SQLException e) {
            session.discard(template);
            throw e;
        } finally {
            session.done(statement);
        }
    }
}
