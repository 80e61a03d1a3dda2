package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.http.HttpLimits;
import berth.server.Limits;
import berth.server.ProtocolLimits;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What is at a limit passes, what is one over is refused in the way declared, and the next one is
/// served. The limits of time are proven by [SlowlorisIT], those of number by [ConnectionCapIT],
/// those of frequency by [RateLimitIT]. One after the other: the rows share devices.
@Execution(ExecutionMode.SAME_THREAD)
final class LimitsIT {
    @TempDir private static Path folder;
    private static House house;

    @BeforeAll
    static void open() throws IOException {
        house = House.start(folder.resolve("data"), limits());
    }

    @AfterAll
    static void close() {
        house.close();
    }

    /// The limits of the contract; only frequency does not disturb, and connections end soon.
    private static Limits limits() {
        var http = ProtocolLimits.DEFAULTS.http();
        return Limits.STANDARD.with(Wanted.protocols(oneMore(http))).with(Wanted.unhurried());
    }

    private static HttpLimits oneMore(HttpLimits standard) {
        return Wanted.requestsPerConnection(standard, HttpRows.REQUESTS_PER_CONNECTION);
    }

    static Stream<Row> rows() {
        return Stream.of(
                        HttpRows.rows(),
                        JsonRows.rows(),
                        MqttRows.rows(),
                        AmqpRows.rows(),
                        WebSocketRows.rows())
                .flatMap(rows -> rows);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsAtTheLimitPasses(Row row) throws Exception {
        row.at().on(house);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsOneOverIsRefusedAndTheNextOneIsServed(Row row) throws Exception {
        row.over().on(house);

        for (var transport : Transports.all().toList()) {
            try (var next = transport.open(house, house.plug(), "next", house.token("next"))) {
                assertThat(next.register().status()).as(transport.name()).isEqualTo(202);
            }
        }
    }
}
