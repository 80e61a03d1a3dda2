package berth.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.List;

class TestPostgresTest {
    @Test
    void eachTestHasADatabaseOfItsOwn() throws SQLException {
        try (var one = TestPostgres.create();
                var other = TestPostgres.create();
                var connection = one.connect();
                var sql = connection.createStatement();
                var results = sql.executeQuery("SELECT current_database()")) {
            assertThat(results.next()).isTrue();
            assertThat(one.jdbcUrl()).endsWith("/" + results.getString(1));
            assertThat(one.jdbcUrl()).isNotEqualTo(other.jdbcUrl());
        }
    }

    @Test
    void aServerCanBeNamedWithUserAndPassword() {
        var address =
                ServerAddress.parse(
                        "jdbc:postgresql://db.example:5433/main?user=ann&password=a%26b&ssl=true");

        assertThat(address)
                .isEqualTo(
                        new ServerAddress(
                                "db.example:5433", "main", "ann", "a&b", List.of("ssl=true")));
        assertThat(address.jdbcUrl("other"))
                .isEqualTo("jdbc:postgresql://db.example:5433/other?ssl=true");
    }
}
