import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// An allocation function for Berth that decides by an asset file.
///
/// Berth asks it with a POST whenever a device of an enrollment with custom allocation registers.
/// The function finds the device's asset, by the serial number of its certificate or by its
/// registration ID, and answers with the hub of the asset's location and the twin the device starts
/// with.
///
/// One file, JDK 25, nothing else: `java AllocateByAsset.java --assets ../assets.json`.
final class AllocateByAsset {
    private static final int BODY_BYTES_MAX = 1024 * 1024;

    private final Path assets;
    private final String code;

    /// @param code what must be in the URL's query as `code`; empty for nothing
    private AllocateByAsset(Path assets, String code) {
        this.assets = assets;
        this.code = code;
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        var options = options(args);
        var assets = Path.of(options.getOrDefault("--assets", "assets.json"));
        Json.object(Json.parse(Files.readString(assets))); // tells of a broken file at once
        var host = options.getOrDefault("--host", "127.0.0.1");
        var address =
                new InetSocketAddress(
                        host, Integer.parseInt(options.getOrDefault("--port", "8443")));
        var tls = options.containsKey("--cert");
        var server = tls ? secured(address, options) : HttpServer.create(address, 0);
        var function =
                new AllocateByAsset(
                        assets, Optional.ofNullable(System.getenv("ALLOCATE_CODE")).orElse(""));
        server.createContext("/", function::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.printf(
                "listening on %s://%s:%d/%n",
                tls ? "https" : "http", host, server.getAddress().getPort());
    }

    private static Map<String, String> options(String[] args) {
        var options = new HashMap<String, String>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    // ---- the decision

    private record Answer(int status, Map<String, Object> body) {
        static Answer error(int status, String problem) {
            return new Answer(status, Map.of("error", problem));
        }
    }

    /// An asset file is read for every question, so that an edit counts at once.
    private Answer decide(Map<String, Object> question)
            throws IOException, GeneralSecurityException {
        var context = Json.object(question.get("deviceRuntimeContext"));
        var content = Json.object(Json.parse(Files.readString(assets)));
        var found = find(Json.array(content.get("assets")), context);
        if (found.isEmpty()) {
            // Any status but success fails the registration; the device reads the status.
            return Answer.error(404, "no asset for " + context.get("registrationId"));
        }
        var asset = found.get();
        var hub = Json.object(content.get("hubs")).get(asset.get("location"));
        if (hub == null || !Json.array(question.get("linkedHubs")).contains(hub)) {
            return Answer.error(409, "no linked hub for location " + asset.get("location"));
        }
        var tags = new LinkedHashMap<String, Object>();
        for (var name : List.of("assetTag", "location", "role")) {
            tags.put(name, asset.get(name));
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("iotHubHostName", hub);
        body.put(
                "initialTwin",
                Map.of(
                        "tags",
                        tags,
                        "properties",
                        Map.of(
                                "desired",
                                Map.of("telemetrySeconds", asset.get("telemetrySeconds")))));
        body.put("payload", Map.of("assetTag", asset.get("assetTag")));
        return new Answer(200, body);
    }

    private static Optional<Map<String, Object>> find(
            List<Object> assets, Map<String, Object> context) throws GeneralSecurityException {
        if (context.get("x509") instanceof Map<?, ?> x509
                && x509.get("clientCertificate") instanceof String base64) {
            var serial = serial(base64);
            for (var asset : assets) {
                if (Json.object(asset).get("serialNumber") instanceof String text
                        && number(text).equals(serial)) {
                    return Optional.of(Json.object(asset));
                }
            }
        }
        for (var asset : assets) {
            if (Json.object(asset).get("registrationId") instanceof String text
                    && text.equalsIgnoreCase((String) context.get("registrationId"))) {
                return Optional.of(Json.object(asset));
            }
        }
        return Optional.empty();
    }

    private static BigInteger serial(String base64) throws GeneralSecurityException {
        var der = new ByteArrayInputStream(Base64.getDecoder().decode(base64));
        var certificate = CertificateFactory.getInstance("X.509").generateCertificate(der);
        return ((X509Certificate) certificate).getSerialNumber();
    }

    /// Serial numbers are written with colons, capitals and leading zeros, or without.
    private static BigInteger number(String serial) {
        return new BigInteger(serial.replace(":", ""), 16);
    }

    // ---- the server

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = answer(exchange);
            System.err.printf(
                    "%s %s %d%n",
                    exchange.getRequestHeaders().getFirst("x-ms-client-request-id"),
                    exchange.getRequestURI().getPath(),
                    answer.status());
            var bytes = Json.text(answer.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return Answer.error(405, "POST only");
        }
        if (!code.isEmpty() && !matches(exchange.getRequestURI().getRawQuery())) {
            return Answer.error(401, "wrong code");
        }
        var body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return Answer.error(413, "too long");
        }
        try {
            return decide(Json.object(Json.parse(new String(body, StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException | ClassCastException | GeneralSecurityException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.error(500, String.valueOf(e.getMessage()));
        }
    }

    private boolean matches(String query) {
        var given =
                URLDecoder.decode(
                        ("&" + query).replaceFirst(".*&code=([^&]*).*", "$1"),
                        StandardCharsets.UTF_8);
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpServer secured(InetSocketAddress address, Map<String, String> options)
            throws IOException, GeneralSecurityException {
        var chain = new ArrayList<Certificate>();
        try (var in = Files.newInputStream(Path.of(options.get("--cert")))) {
            chain.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                privateKey(Path.of(options.get("--key")), chain.getFirst()),
                new char[0],
                chain.toArray(new Certificate[0]));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    /// PKCS #8 in PEM, not encrypted.
    private static PrivateKey privateKey(Path file, Certificate certificate)
            throws IOException, GeneralSecurityException {
        var base64 = Files.readString(file).replaceAll("-----[^-]+-----|\\s", "");
        return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    /// As much JSON as this file needs: objects, arrays, strings, numbers, true, false, null.
    private static final class Json {
        private static final int DEPTH_MAX = 64;

        private final String text;
        private int at;
        private int depth;

        private Json(String text) {
            this.text = text;
        }

        static Object parse(String text) {
            var json = new Json(text);
            var value = json.value();
            json.blanks();
            if (json.at < text.length()) {
                throw json.wrong();
            }
            return value;
        }

        @SuppressWarnings("unchecked") // the reader below makes no other maps
        static Map<String, Object> object(Object value) {
            if (value instanceof Map<?, ?> map) {
                return (Map<String, Object>) map;
            }
            throw new IllegalArgumentException("not a JSON object");
        }

        @SuppressWarnings("unchecked") // the reader below makes no other lists
        static List<Object> array(Object value) {
            if (value instanceof List<?> list) {
                return (List<Object>) list;
            }
            throw new IllegalArgumentException("not a JSON array");
        }

        static String text(Object value) {
            return switch (value) {
                case null -> "null";
                case Map<?, ?> map -> {
                    var members = new ArrayList<String>();
                    map.forEach((name, member) -> members.add(text(name) + ":" + text(member)));
                    yield "{" + String.join(",", members) + "}";
                }
                case List<?> list ->
                        "[" + String.join(",", list.stream().map(Json::text).toList()) + "]";
                case String string -> quoted(string);
                default -> value.toString();
            };
        }

        private static String quoted(String string) {
            var quoted = new StringBuilder("\"");
            for (char c : string.toCharArray()) {
                if (c < ' ' || c == '"' || c == '\\') {
                    quoted.append(String.format("\\u%04x", (int) c));
                } else {
                    quoted.append(c);
                }
            }
            return quoted.append('"').toString();
        }

        private Object value() {
            blanks();
            if (++depth > DEPTH_MAX) {
                throw wrong();
            }
            var value =
                    switch (peek()) {
                        case '{' -> object();
                        case '[' -> array();
                        case '"' -> string();
                        default -> word();
                    };
            depth--;
            return value;
        }

        private Map<String, Object> object() {
            var members = new LinkedHashMap<String, Object>();
            at++;
            blanks();
            while (peek() != '}') {
                if (!members.isEmpty()) {
                    take(',');
                    blanks();
                }
                var name = string();
                blanks();
                take(':');
                members.put(name, value());
                blanks();
            }
            at++;
            return members;
        }

        private List<Object> array() {
            var items = new ArrayList<Object>();
            at++;
            blanks();
            while (peek() != ']') {
                if (!items.isEmpty()) {
                    take(',');
                }
                items.add(value());
                blanks();
            }
            at++;
            return items;
        }

        private String string() {
            take('"');
            var string = new StringBuilder();
            while (peek() != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' ? escaped() : c);
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            peek();
            char c = text.charAt(at++);
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> {
                    if (at + 4 > text.length()) {
                        throw wrong();
                    }
                    at += 4;
                    yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
                }
                case '"', '\\', '/' -> c;
                default -> throw wrong();
            };
        }

        private Object word() {
            int start = at;
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return switch (text.substring(start, at)) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                case String number -> new BigDecimal(number);
            };
        }

        private void blanks() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private char peek() {
            if (at >= text.length()) {
                throw wrong();
            }
            return text.charAt(at);
        }

        private void take(char wanted) {
            if (peek() != wanted) {
                throw wrong();
            }
            at++;
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("not JSON at character " + at);
        }
    }
}
