package berth.hub.query;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.hub.query.Query.Source;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

final class QueryRunTest {
    private final Fleet fleet =
            new Fleet()
                    .put(
                            "a",
                            """
                            {"deviceId":"a","status":"enabled","statusReason":null,
                             "lastActivityTime":"2030-01-07T08:00:00.5Z",
                             "capabilities":{"iotEdge":true},"parentScopes":["s1","s2"],
                             "tags":{"floor":3,"room":"x1","list":[1,"two"]},
                             "properties":{"desired":{},"reported":{"t":20,"on":true}}}
                            """)
                    .put(
                            "b",
                            """
                            {"deviceId":"b","status":"disabled","statusReason":"broken",
                             "lastActivityTime":"0001-01-01T00:00:00",
                             "capabilities":{"iotEdge":false},
                             "tags":{"floor":"3","room":"x2"},
                             "properties":{"desired":{},"reported":{"t":22.5}}}
                            """)
                    .put(
                            "c",
                            """
                            {"deviceId":"c","status":"enabled","statusReason":null,
                             "lastActivityTime":"2030-01-07T08:00:01Z",
                             "capabilities":{"iotEdge":false},
                             "tags":{"floor":3.0,"room":"y1"},
                             "properties":{"desired":{},"reported":{}}}
                            """)
                    .put(
                            "d",
                            """
                            {"deviceId":"d","status":"enabled","statusReason":null,
                             "capabilities":{"iotEdge":false},"tags":{},
                             "properties":{"desired":{},"reported":{"t":"warm"}}}
                            """);

    /// Left a condition, right the devices it holds for.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    deviceId = 'a' | a
                    'a' = deviceId | a
                    status = 'enabled' | a c d
                    status = 'Enabled' | ``
                    status != 'enabled' | b
                    NOT status = 'enabled' | b
                    # numbers by value, other kinds are different
                    tags.floor = 3 | a c
                    tags.floor = '3' | b
                    tags.floor != 3 | b
                    tags.floor >= 3 | a c
                    tags.floor < 3 | ``
                    tags.floor IN [3, 4] | a c
                    tags.floor NIN [3, 4] | b
                    # what is missing compares with nothing
                    tags.room > 'x1' | b c
                    tags.room != 'x1' | b c
                    NOT tags.room = 'x1' | b c d
                    tags.room NIN [] | a b c
                    tags.nothing = tags.nothing | ``
                    tags.floor.below = 1 | ``
                    is_defined(tags.room) | a b c
                    NOT is_defined(tags.room) | d
                    # null is something
                    statusReason = null | a c d
                    statusReason != null | b
                    tags.room = null | ``
                    # truth
                    capabilities.iotEdge | a
                    capabilities.iotEdge = false | b c d
                    properties.reported.on | a
                    (tags.floor = 3) = (status = 'enabled') | a b c
                    status | ``
                    true | a b c d
                    # functions
                    startswith(tags.room, 'x') | a b
                    starts_with(tags.room, '') | a b c
                    startswith(tags.floor, '3') | b
                    array_contains(parentScopes, 's2') | a
                    array_contains(tags.list, 1.0) | a
                    array_contains(tags.room, 'x1') | ``
                    # by the clock, not by the characters
                    lastActivityTime < '2030-01-07T08:00:00.6Z' | a b
                    lastActivityTime > '2030-01-07T09:00:00+01:00' | a c
                    lastActivityTime > '2030-01-07' | a c
                    lastActivityTime >= '2030-01-07T08:00:01' | c
                    lastActivityTime = '0001-01-01T00:00:00Z' | b
                    # and, or
                    tags.floor = 3 AND startswith(tags.room, 'x') OR deviceId = 'd' | a d
                    tags.floor = 3 AND (startswith(tags.room, 'x') OR deviceId = 'c') | a c
                    properties.reported.t > 20 | b
                    """)
    void aConditionHoldsForTheRightDevices(String where, String devices) throws BadQuery {
        assertThat(ids("SELECT * FROM devices WHERE " + where)).isEqualTo(devices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    SELECT deviceId FROM devices WHERE tags.floor = 3 | [{"deviceId":"a"},{"deviceId":"c"}]
                    SELECT tags.room AS r, status FROM devices WHERE deviceId IN ['a','d'] | [{"r":"x1","status":"enabled"},{"status":"enabled"}]
                    SELECT COUNT() AS n FROM devices | [{"n":4}]
                    SELECT COUNT() FROM devices WHERE tags.floor = 99 | [{"$1":0}]
                    SELECT COUNT() AS n, SUM(properties.reported.t) AS s, AVG(properties.reported.t) AS a, MIN(properties.reported.t) AS i, MAX(properties.reported.t) AS x FROM devices | [{"n":4,"s":42.5,"a":21.25,"i":20,"x":22.5}]
                    SELECT AVG(tags.floor) AS a, SUM(tags.floor) AS s, MIN(tags.floor) AS i FROM devices WHERE deviceId = 'd' | [{"s":0}]
                    SELECT status, COUNT() AS n FROM devices GROUP BY status | [{"status":"enabled","n":3},{"status":"disabled","n":1}]
                    SELECT tags.floor AS f, COUNT() AS n FROM devices GROUP BY tags.floor | [{"f":3,"n":2},{"f":"3","n":1},{"n":1}]
                    SELECT status FROM devices GROUP BY status | [{"status":"enabled"},{"status":"disabled"}]
                    SELECT COUNT() AS n FROM devices WHERE tags.floor = 99 GROUP BY status | []
                    SELECT TOP 1 status, COUNT() AS n FROM devices GROUP BY status | [{"status":"enabled","n":3}]
                    SELECT TOP 2 deviceId FROM devices | [{"deviceId":"a"},{"deviceId":"b"}]
                    """)
    void rowsAreAsSelected(String query, String rows) throws BadQuery {
        assertThat(JsonText.text(new JsonArray(List.copyOf(run(query, 1000))))).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    SELECT * FROM devices
                    SELECT * FROM devices WHERE status = 'enabled'
                    SELECT * FROM devices WHERE deviceId IN ['c', 'a', 'nobody', 'b']
                    SELECT TOP 3 * FROM devices
                    SELECT deviceId, COUNT() AS n FROM devices GROUP BY deviceId
                    SELECT TOP 3 deviceId, COUNT() AS n FROM devices GROUP BY deviceId
                    """)
    void pagesAddUpAndTheLastOneHasNoContinuation(String query) throws BadQuery, BadDocument {
        for (int itemsMax = 1; itemsMax <= 5; itemsMax++) {
            var whole = run(query, 1000);
            var pages = new ArrayList<JsonObject>();
            Continuation from = Continuation.START;
            int count = 0;
            while (from != null) {
                var page = page(query, from, itemsMax);
                assertThat(page.items()).isNotEmpty().hasSizeLessThanOrEqualTo(itemsMax);
                pages.addAll(page.items());
                count++;
                from = page.next() == null ? null : travelled(page.next(), query);
            }
            assertThat(pages).isEqualTo(whole);
            assertThat(count).isEqualTo((whole.size() + itemsMax - 1) / itemsMax);
        }
    }

    /// Places of modules are not in the order of their devices' IDs: `a-1/m` comes before `a/m`.
    @ParameterizedTest
    @EnumSource(Source.class)
    void namedDevicesComeInTheOrderOfTheirPlaces(Source source) throws BadQuery {
        boolean modules = source == Source.MODULES;
        var some = new Fleet();
        for (var id : List.of("a", "a-1", "a0", "a.b", "b")) {
            some.put(modules ? id + "/m1" : id, "{\"deviceId\":\"" + id + "\"}");
            some.put(modules ? id + "/m2" : id, "{\"deviceId\":\"" + id + "\"}");
        }
        var query =
                QueryParser.parse(
                        "SELECT * FROM %s WHERE deviceId IN ['a0','a','b','a.b','a-1']"
                                .formatted(source.spelling()));
        var run = new QueryRun(query, some);
        int found = 0;
        Continuation from = Continuation.START;
        while (from != null) {
            var page = (QueryPage.Rows) run.page(from, 1);
            found += page.items().size();
            from = page.next();
        }
        assertThat(found).isEqualTo(modules ? 10 : 5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    deviceId = 'b' | 1
                    deviceId IN ['b', 'c', 'nobody'] | 2
                    tags.floor = 3 AND deviceId = 'b' | 1
                    deviceId = 'b' OR 'c' = devices.deviceId | 2
                    deviceId = 'b' OR tags.floor = 3 | 4
                    NOT deviceId = 'b' | 4
                    deviceId NIN ['b'] | 4
                    tags.deviceId = 'b' | 4
                    """)
    void devicesThatAreNotNamedAreNotRead(String where, int read) throws BadQuery {
        run("SELECT * FROM devices WHERE " + where, 1000);

        assertThat(fleet.read).isEqualTo(read);
    }

    @Test
    void aPageWithRowsDoesNotLookForTheNextOneForEver() throws BadQuery {
        var big = new Fleet().put("#first", "{\"deviceId\":\"#first\",\"tags\":{\"x\":1}}");
        for (int i = 0; i < QueryRun.DOCUMENTS_MAX + 2_000; i++) {
            big.put("d" + i, "{\"tags\":{}}");
        }
        big.put("z", "{\"deviceId\":\"z\",\"tags\":{\"x\":1}}");
        var run = new QueryRun(QueryParser.parse("SELECT * FROM devices WHERE tags.x = 1"), big);

        var first = (QueryPage.Rows) run.page(Continuation.START, 100);
        assertThat(first.items()).hasSize(1);
        assertThat(big.read).isLessThan(QueryRun.DOCUMENTS_MAX + Scan.BATCH + 1);
        var next = first.next();
        assertThat(next).isNotNull();
        var second = (QueryPage.Rows) run.page(next, 100);
        assertThat(second.items()).hasSize(1);
        assertThat(second.next()).isNull();
    }

    @Test
    void aPageWithoutRowsLooksToTheEnd() throws BadQuery {
        var big = new Fleet();
        for (int i = 0; i < QueryRun.DOCUMENTS_MAX + 2_000; i++) {
            big.put("d" + i, "{\"tags\":{}}");
        }
        big.put("z", "{\"deviceId\":\"z\",\"tags\":{\"x\":1}}");
        var run = new QueryRun(QueryParser.parse("SELECT * FROM devices WHERE tags.x = 1"), big);

        var only = (QueryPage.Rows) run.page(Continuation.START, 100);
        assertThat(only.items()).hasSize(1);
    }

    @Test
    void groupsAreOnlySoMany() throws BadQuery {
        var big = new Fleet();
        for (int i = 0; i <= Groups.GROUPS_MAX; i++) {
            big.put("d" + i, "{\"deviceId\":\"d" + i + "\"}");
        }
        var run =
                new QueryRun(
                        QueryParser.parse("SELECT deviceId FROM devices GROUP BY deviceId"), big);

        assertThat(run.page(Continuation.START, 10))
                .isEqualTo(new QueryPage.TooMuch("The query makes more than 10000 groups"));
    }

    private static Continuation travelled(Continuation next, String query) throws BadDocument {
        return Continuation.of(next.text(query), query);
    }

    private String ids(String query) throws BadQuery {
        return String.join(
                " ",
                run(query, 1000).stream()
                        .map(document -> document.member("deviceId").orElseThrow())
                        .map(id -> ((JsonString) id).value())
                        .toList());
    }

    private List<JsonObject> run(String query, int itemsMax) throws BadQuery {
        return page(query, Continuation.START, itemsMax).items();
    }

    private QueryPage.Rows page(String query, Continuation from, int itemsMax) throws BadQuery {
        return (QueryPage.Rows) new QueryRun(QueryParser.parse(query), fleet).page(from, itemsMax);
    }
}
