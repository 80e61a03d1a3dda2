package berth.hub.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryParserTest {
    /// Left what clients send, right how it is understood.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    # what SDKs, the command line, the portal and the explorer send
                    SELECT * FROM devices | SELECT * FROM devices
                    select * from devices | SELECT * FROM devices
                    SELECT * FROM devices.modules | SELECT * FROM devices.modules
                    SELECT * FROM devices.modules WHERE devices.deviceId = 'd1' | SELECT * FROM devices.modules WHERE (deviceId = 'd1')
                    SELECT * FROM devices.modules WHERE devices.modules.moduleId='$edgeHub' | SELECT * FROM devices.modules WHERE (moduleId = '$edgeHub')
                    SELECT deviceId, deviceScope FROM devices | SELECT deviceId AS deviceId, deviceScope AS deviceScope FROM devices
                    SELECT COUNT() AS n FROM devices | SELECT COUNT() AS n FROM devices
                    select count(*) from devices | SELECT COUNT() AS $1 FROM devices
                    SELECT * FROM devices WHERE capabilities.iotEdge=true | SELECT * FROM devices WHERE (capabilities.iotEdge = true)
                    SELECT deviceId as DeviceId, capabilities.iotEdge as IotEdge FROM devices WHERE STARTSWITH(devices.deviceId, 'p') | SELECT deviceId AS DeviceId, capabilities.iotEdge AS IotEdge FROM devices WHERE STARTSWITH(deviceId, 'p')
                    SELECT * FROM devices WHERE array_contains(parentScopes, 's') | SELECT * FROM devices WHERE ARRAY_CONTAINS(parentScopes, 's')
                    SELECT * FROM devices WHERE deviceId IN ['a','b'] | SELECT * FROM devices WHERE (deviceId IN ['a', 'b'])
                    SELECT * FROM devices WHERE tags.a NIN [1, -2.5e3, null] | SELECT * FROM devices WHERE (tags.a NIN [1, -2.5E+3, null])
                    SELECT TOP 3 * FROM devices | SELECT TOP 3 * FROM devices
                    SELECT status, COUNT() AS n FROM devices GROUP BY status | SELECT status AS status, COUNT() AS n FROM devices GROUP BY status
                    SELECT AVG(tags.x) AS a, SUM(tags.x) AS s, MIN(tags.x) AS i, MAX(tags.x) AS m FROM devices | SELECT AVG(tags.x) AS a, SUM(tags.x) AS s, MIN(tags.x) AS i, MAX(tags.x) AS m FROM devices
                    # precedence
                    SELECT * FROM devices WHERE tags.a=1 OR tags.b=2 AND NOT tags.c=3 | SELECT * FROM devices WHERE ((tags.a = 1) OR ((tags.b = 2) AND (NOT (tags.c = 3))))
                    SELECT * FROM devices WHERE (tags.a=1 OR tags.b<>2) AND tags.c>=3 | SELECT * FROM devices WHERE (((tags.a = 1) OR (tags.b != 2)) AND (tags.c >= 3))
                    SELECT * FROM devices WHERE 1<tags.a | SELECT * FROM devices WHERE (1 < tags.a)
                    SELECT * FROM devices WHERE capabilities.iotEdge | SELECT * FROM devices WHERE capabilities.iotEdge
                    # the hub's names in any case, others as they are
                    SELECT * FROM devices WHERE DEVICEID='a' AND Tags.Room=1 | SELECT * FROM devices WHERE ((deviceId = 'a') AND (tags.Room = 1))
                    SELECT * FROM devices WHERE Properties.Reported.A.$version > 1 | SELECT * FROM devices WHERE (properties.reported.A.$version > 1)
                    SELECT * FROM devices WHERE properties.reported.$metadata.a.$lastUpdated > '2030-01-01' | SELECT * FROM devices WHERE (properties.reported.$metadata.a.$lastUpdated > '2030-01-01')
                    # names that are words, and names that are not
                    SELECT tags.from, tags.select FROM devices WHERE tags.in = 1 | SELECT tags.from AS from, tags.select AS select FROM devices WHERE (tags.in = 1)
                    SELECT * FROM devices WHERE tags['a-b']["c d"].[[e]f]] = 1 | SELECT * FROM devices WHERE (tags['a-b']['c d']['e]f'] = 1)
                    # strings
                    SELECT * FROM devices WHERE tags.a = "it's" | SELECT * FROM devices WHERE (tags.a = 'it''s')
                    SELECT * FROM devices WHERE tags.a = 'it''s' | SELECT * FROM devices WHERE (tags.a = 'it''s')
                    SELECT * FROM devices WHERE tags.a = 'a\\'b\\\\c' | SELECT * FROM devices WHERE (tags.a = 'a''b\\\\c')
                    """)
    void whatClientsSendIsUnderstood(String text, String understood) throws BadQuery {
        assertThat(QueryPrinter.text(QueryParser.parse(text))).isEqualTo(understood);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    `` | expected SELECT, found the end at character 1
                    SELEKT * FROM devices | expected SELECT, found 'SELEKT' at character 1
                    SELECT | expected a field, found the end at character 7
                    SELECT * | expected FROM, found the end at character 9
                    SELECT * FORM devices | expected FROM, found 'FORM' at character 10
                    SELECT FROM devices | expected a field, found 'FROM' at character 8
                    SELECT deviceId, FROM devices | expected a field, found 'FROM' at character 18
                    SELECT * FROM things | expected devices or devices.modules, found 'things' at character 15
                    SELECT * FROM devices.jobs | this hub runs no jobs: devices.jobs is not supported at character 15
                    SELECT * FROM devices d | expected the end, found 'd' at character 23
                    SELECT * FROM devices; | a character that has no meaning here (U+003B) at character 22
                    SELECT * FROM devices WHERE | expected a field, a value or a function, found the end at character 28
                    SELECT * FROM devices WHERE tags.a = | expected a field, a value or a function, found the end at character 37
                    SELECT * FROM devices WHERE tags.a = 1 AND | expected a field, a value or a function, found the end at character 43
                    SELECT * FROM devices WHERE tags.a == 1 | expected a field, a value or a function, found '=' at character 37
                    SELECT * FROM devices WHERE (tags.a = 1 | expected ')', found the end at character 40
                    SELECT * FROM devices WHERE tags. = 1 | expected a name, found '=' at character 35
                    SELECT * FROM devices WHERE tags[0] = 1 | expected a name in quotes (arrays have no places here), found a number at character 34
                    SELECT * FROM devices WHERE tags.a = 'x | a string has no end; it begins at character 38
                    SELECT * FROM devices WHERE tags.a = '\\x' | an escape must be one of \\\\ \\/ \\' \\" \\b \\f \\n \\r \\t at character 39
                    SELECT * FROM devices WHERE tags.[[a = 1 | a name in [[ ]] has no end; it begins at character 34
                    SELECT * FROM devices WHERE tags.a = 1e999 | a number is out of range at character 38
                    SELECT * FROM devices WHERE tags.a IN 'x' | expected '[', found the string 'x' at character 39
                    SELECT * FROM devices WHERE tags.a IN ['x' | expected ']', found the end at character 43
                    SELECT * FROM devices WHERE tags.a IN [tags.b] | expected a value, found 'tags' at character 40
                    SELECT * FROM devices WHERE tags.a = ['x'] | an array can only stand behind IN and NIN at character 38
                    SELECT * FROM devices WHERE tags.a NOT IN ['x'] | NOT cannot stand here; for NOT IN write NIN at character 36
                    SELECT * FROM devices WHERE room = 1 | twins have no field 'room' (a tag is written tags.name, a property properties.reported.name) at character 29
                    SELECT * FROM devices WHERE properties.x = 1 | properties has no field 'x' at character 29
                    SELECT * FROM devices WHERE status.x = 1 | status has no field 'x' at character 29
                    SELECT * FROM devices WHERE is_defined('x') | expected a field, found the string 'x' at character 40
                    SELECT * FROM devices WHERE LOWER(tags.a) = 'x' | the function 'LOWER' is not supported (there are IS_DEFINED, STARTSWITH and ARRAY_CONTAINS) at character 29
                    SELECT * FROM devices WHERE COUNT() > 1 | COUNT can only be selected, not asked for at character 29
                    SELECT LOWER(tags.a) FROM devices | the function 'LOWER' cannot be selected (COUNT, SUM, AVG, MIN and MAX can) at character 8
                    SELECT TOP 0 * FROM devices | expected a number of rows from 1 to 1000000000, found a number at character 12
                    SELECT TOP x FROM devices | expected a number of rows from 1 to 1000000000, found 'x' at character 12
                    SELECT * FROM devices GROUP BY status | GROUP BY cannot go with SELECT * at character 38
                    SELECT deviceId, COUNT() FROM devices GROUP BY status | deviceId must be in GROUP BY, which ends at character 54
                    SELECT tags.a, properties.desired.a FROM devices | two columns have the same name; give one another with AS at character 16
                    # what other dialects have is named
                    SELECT DISTINCT status FROM devices | DISTINCT is not supported at character 8
                    SELECT * FROM devices ORDER BY deviceId | ORDER is not supported at character 23
                    SELECT * FROM devices WHERE deviceId LIKE 'x%' | LIKE is not supported at character 38
                    SELECT * FROM devices WHERE tags.a BETWEEN 1 AND 2 | BETWEEN is not supported at character 36
                    SELECT * FROM devices WHERE tags.a IS NULL | IS is not supported at character 36
                    SELECT * FROM devices WHERE tags.a = undefined | UNDEFINED is not supported at character 38
                    SELECT * FROM devices WHERE tags.a + 1 = 2 | arithmetic is not supported, and a name that contains + is written in brackets, as in tags['a-b']: '+' at character 36
                    SELECT * FROM devices WHERE tags.room-nr = 2 | arithmetic is not supported, and a name that contains - is written in brackets, as in tags['a-b']: '-' at character 38
                    """)
    void aComplaintSaysWhatAndWhere(String text, String complaint) {
        assertThatExceptionOfType(BadQuery.class)
                .isThrownBy(() -> QueryParser.parse(text))
                .withMessage(complaint);
    }

    @Test
    void aTextIsAtMostAsLongAsTheContractSays() throws BadQuery {
        var longest = "SELECT * FROM devices" + " ".repeat(QueryParser.LENGTH_MAX - 21);

        assertThat(QueryParser.parse(longest)).isNotNull();
        assertThatExceptionOfType(BadQuery.class)
                .isThrownBy(() -> QueryParser.parse(longest + " "))
                .withMessageContaining("at most 8192 characters");
    }

    @Test
    void conditionsAreOnlySoDeep() throws BadQuery {
        assertThat(QueryParser.parse(nested("(", ")", Tokens.DEPTH_MAX))).isNotNull();
        for (var open : new String[] {"(", "NOT ", "STARTSWITH("}) {
            assertThatExceptionOfType(BadQuery.class)
                    .isThrownBy(() -> QueryParser.parse(nested(open, "", Tokens.DEPTH_MAX + 1)))
                    .withMessageContaining("more than 50 levels deep");
        }
    }

    private static String nested(String open, String close, int times) {
        return "SELECT * FROM devices WHERE "
                + open.repeat(times)
                + "tags.a = 1"
                + close.repeat(times);
    }
}
