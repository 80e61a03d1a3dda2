package berth.testkit.postgres;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where a server is and who may create databases there.
///
/// @param database one that exists, to connect to for creating others
/// @param options further parameters of the JDBC URL
record ServerAddress(
        String hostAndPort, String database, String user, String password, List<String> options) {
    private static final String PREFIX = "jdbc:";

    ServerAddress {
        options = List.copyOf(options);
    }

    /// `jdbc:postgresql://host:port/database?user=…&password=…`
    static ServerAddress parse(String jdbcUrl) {
        var uri = URI.create(jdbcUrl.substring(PREFIX.length()));
        var user = "postgres";
        var password = "";
        var options = new ArrayList<String>();
        for (var parameter : (uri.getRawQuery() == null ? "" : uri.getRawQuery()).split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = value(parameter);
            } else if (parameter.startsWith("password=")) {
                password = value(parameter);
            } else if (!parameter.isEmpty()) {
                options.add(parameter);
            }
        }
        return new ServerAddress(
                uri.getRawAuthority(), uri.getPath().substring(1), user, password, options);
    }

    String jdbcUrl(String name) {
        var url = "jdbc:postgresql://" + hostAndPort + "/" + name;
        return options.isEmpty() ? url : url + "?" + String.join("&", options);
    }

    private static String value(String parameter) {
        return URLDecoder.decode(
                parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8);
    }
}
