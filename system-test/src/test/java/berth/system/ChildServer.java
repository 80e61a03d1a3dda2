package berth.system;

import berth.cli.Main;
import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// `berth dev` as a process of its own, which can be killed.
final class ChildServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String ADDRESS = "127.0.0.1";

    private final Process process;
    private final JsonObject ready;

    private ChildServer(Process process, JsonObject ready) {
        this.process = process;
        this.ready = ready;
    }

    /// What became of a program that ended by itself.
    ///
    /// @param out what it wrote to stdout
    /// @param err what it wrote to stderr
    record Ended(int exitCode, List<String> out, List<String> err) {}

    /// Starts on free ports of the loopback address, with hubs that have names only; comes back
    /// when the ready file is there.
    ///
    /// @param data kept; may hold what an earlier one left
    /// @param scratch for the ready file and what the program says
    static ChildServer start(Path data, Path scratch) throws Exception {
        var readyFile = Files.createTempDirectory(scratch, "child").resolve("ready.json");
        var process =
                program(
                                readyFile.resolveSibling("out"),
                                readyFile.resolveSibling("err"),
                                "dev",
                                "--data",
                                data.toString(),
                                "--ready-file",
                                readyFile.toString(),
                                "--bind",
                                ADDRESS,
                                "--https-port",
                                "0",
                                "--mqtt-port",
                                "0",
                                "--amqp-port",
                                "0",
                                "--device-host",
                                ADDRESS,
                                "--hub",
                                "hub-1=hub-1.test",
                                "--hub",
                                "hub-2=hub-2.test")
                        .start();
        try {
            Await.until(
                    "the ready file of " + data,
                    PATIENCE,
                    () -> Files.exists(readyFile) || !process.isAlive(),
                    Boolean::booleanValue);
            if (!Files.exists(readyFile)) {
                throw new AssertionError(
                        "the server ended with %d: %s"
                                .formatted(
                                        process.exitValue(),
                                        Files.readString(readyFile.resolveSibling("err"))));
            }
            return new ChildServer(process, json(Files.readString(readyFile)));
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /// Runs the program to its end.
    static Ended run(Path scratch, String... arguments) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory(scratch, "run");
        var process = program(folder.resolve("out"), folder.resolve("err"), arguments).start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + String.join(" ", arguments));
        }
        return new Ended(
                process.exitValue(),
                Files.readAllLines(folder.resolve("out")),
                Files.readAllLines(folder.resolve("err")));
    }

    private static ProcessBuilder program(Path out, Path err, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // as the launcher script does; the rest is for a quick start
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(shippedClassPath());
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    }

    /// Without the tests' own folder: the program is to find its own settings, as installed.
    private static String shippedClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Ends it in the middle of whatever it does: SIGKILL.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    RawHttps service() {
        return raw(ADDRESS);
    }

    /// The host names of the linked hubs, in order.
    List<String> hubHosts() {
        return hubs().stream().map(hub -> text(hub, "hostName")).toList();
    }

    RawHttps hub(String hostName) {
        return raw(hostName);
    }

    String hubConnectionString(String hostName) {
        return hubs().stream()
                .filter(hub -> text(hub, "hostName").equals(hostName))
                .map(hub -> text(hub, "connectionString"))
                .findFirst()
                .orElseThrow();
    }

    String idScope() {
        return text(ready, "idScope");
    }

    String serviceConnectionString() {
        return text(ready, "serviceConnectionString");
    }

    Path caCertificate() {
        return Path.of(text(ready, "caCertificate"));
    }

    long pid() {
        return process.pid();
    }

    String address() {
        return ADDRESS;
    }

    int httpsPort() {
        return port("https");
    }

    int mqttPort() {
        return port("mqtt");
    }

    private int port(String protocol) {
        var ports = (JsonObject) ready.members().get("ports");
        return ((JsonNumber) ports.members().get(protocol)).value().intValueExact();
    }

    private RawHttps raw(String host) {
        return RawHttps.to(host, ADDRESS, httpsPort(), caCertificate());
    }

    private List<JsonObject> hubs() {
        return ((JsonArray) ready.members().get("hubs"))
                .items().stream().map(JsonObject.class::cast).toList();
    }

    private static String text(JsonObject object, String member) {
        return ((JsonString) object.members().get(member)).value();
    }

    private static JsonObject json(String text) throws MalformedJson {
        return (JsonObject) JsonText.parse(text, JsonLimits.DEFAULT);
    }

    @Override
    public void close() {
        kill();
    }
}
