package berth.endpoint.device.https;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.testkit.x509.TestCertificates;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One exchange as a file: what the core is given to answer and should be asked, the request, and
/// the reply, with a line of four dashes between each.
///
/// ```text
/// # why this exchange matters
/// given accepted
/// asked register 0neABCDEF01/dev-01 as dev-01 by …
/// ----
/// PUT /0neABCDEF01/registrations/dev-01/register?api-version=2019-03-31 HTTP/1.1
/// Host: dps.example.com
///
/// {"registrationId": "dev-01"}
/// ----
/// HTTP/1.1 202
/// x-ms-request-id: {tracking}
/// ```
///
/// Without `asked`, the core must not be asked. `Client-Certificate` in a request stands for a TLS
/// client certificate with that common name. In a reply, `{tracking}` stands for one GUID, the same
/// each time, `{time}` for a time with seven digits and `{patience}` for 5 to 10; headers count
/// without order, JSON without blanks.
record WireFile(String given, String asked, HttpRequest request, String reply) {
    private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";

    static WireFile read(Path file) {
        try {
            var parts = Files.readString(file).split("\n----\n", -1);
            if (parts.length != 3) {
                throw new AssertionError(file + " has " + parts.length + " parts, not 3");
            }
            return new WireFile(
                    note(parts[0], "given "),
                    note(parts[0], "asked "),
                    request(parts[1]),
                    parts[2]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String note(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .collect(Collectors.joining());
    }

    private static HttpRequest request(String text) {
        var head = head(text);
        var line = head.getFirst().split(" ", -1);
        int mark = line[1].indexOf('?');
        var headers = HttpHeaders.NONE;
        var peer = new Peer("192.0.2.7", List.of(), null, "192.0.2.1");
        for (var field : head.subList(1, head.size())) {
            var name = field.substring(0, field.indexOf(':'));
            var value = field.substring(field.indexOf(':') + 1).strip();
            if (name.equals("Client-Certificate")) {
                var certificate = TestCertificates.device(value).certificate();
                peer = new Peer("192.0.2.7", List.of(certificate), null, "192.0.2.1");
            } else {
                headers = headers.with(name, value);
            }
        }
        return new HttpRequest(
                line[0],
                mark < 0 ? line[1] : line[1].substring(0, mark),
                mark < 0 ? "" : line[1].substring(mark + 1),
                headers.first("Host").orElse("").replaceAll(":\\d+$", ""),
                headers,
                ByteString.of(body(text).getBytes(StandardCharsets.UTF_8)),
                peer);
    }

    /// What the reply must look like.
    Pattern expected() {
        var head = head(reply);
        var text = plain(head.getFirst(), head.subList(1, head.size()), body(reply));
        var quoted =
                Pattern.quote(text)
                        .replace("{time}", "\\E" + TIME + "\\Q")
                        .replace("{patience}", "\\E(?:[5-9]|10)\\Q")
                        .replaceFirst(
                                "\\{tracking}", "\\\\E(?<tracking>" + escaped(GUID) + ")\\\\Q")
                        .replace("{tracking}", "\\E\\k<tracking>\\Q");
        return Pattern.compile(quoted);
    }

    private static String escaped(String replacement) {
        return replacement.replace("\\", "\\\\");
    }

    /// A reply in the form that is compared.
    static String plain(HttpReply reply) {
        return plain(
                "HTTP/1.1 " + reply.status(),
                reply.headers().fields().stream()
                        .map(field -> field.name() + ": " + field.value())
                        .toList(),
                new String(reply.body().toByteArray(), StandardCharsets.UTF_8));
    }

    private static String plain(String status, List<String> headers, String body) {
        var sorted =
                headers.stream()
                        .sorted(
                                (a, b) ->
                                        a.toLowerCase(Locale.ROOT)
                                                .compareTo(b.toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining("\n"));
        try {
            var json = JsonText.text(JsonText.parse(body, JsonLimits.DEFAULT));
            return status + "\n" + sorted + "\n\n" + json;
        } catch (MalformedJson e) {
            throw new AssertionError("a reply is JSON: " + body, e);
        }
    }

    private static List<String> head(String text) {
        return text.split("\n\n", 2)[0].lines().toList();
    }

    private static String body(String text) {
        var parts = text.split("\n\n", 2);
        return parts.length == 2 ? parts[1].strip() : "";
    }
}
