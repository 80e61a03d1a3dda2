package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonObject;
import berth.server.dev.Ready;
import berth.testkit.history.Fact;
import berth.testkit.history.FinalState;
import berth.testkit.history.History;
import berth.testkit.history.HistoryChecker;
import berth.testkit.history.HistoryFiles;
import berth.testkit.history.HistoryLog;
import berth.testkit.history.Recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One data home, the servers that come and go on it, and the one history of all of them and of the
/// devices that call them.
final class Scene implements AutoCloseable {
    static final String HUB_1 = "hub-1.test";
    static final String HUB_2 = "hub-2.test";
    private static final Set<String> HUBS = Set.of(HUB_1, HUB_2);

    private final Home home;
    private final Path folder;
    private final HistoryLog log;
    private final Recorder recorder;
    private final List<Path> histories = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> linked = ConcurrentHashMap.newKeySet();
    private volatile Ready address;
    private volatile String scope;

    /// @param folder for histories and what servers say
    Scene(Home home, Path folder) {
        this.home = home;
        this.folder = folder;
        var devices = folder.resolve("devices.jsonl");
        this.log = HistoryLog.create(devices, "devices", System::nanoTime);
        this.recorder = new Recorder(log);
        histories.add(devices);
        linked.addAll(HUBS);
    }

    Recorder recorder() {
        return recorder;
    }

    /// Where devices find the server now. It may be dead.
    Ready address() {
        return address;
    }

    String scope() {
        return scope;
    }

    /// A server on the home, which devices call from now on unless it died before it served.
    Node start(String failpoints) throws Exception {
        var node = launch(failpoints);
        if (node.awaitReady()) {
            address = node.ready();
            scope = node.ready().idScope();
        }
        return node;
    }

    /// A server that is whole; failing to serve fails the test.
    Node start() throws Exception {
        var node = start("");
        assertThat(node.isAlive()).as(node.err()).isTrue();
        return node;
    }

    private Node launch(String failpoints) throws IOException {
        var node = Node.launch(home, folder, "node-" + nodes.size(), failpoints);
        nodes.add(node);
        histories.add(node.history());
        return node;
    }

    void fault(String what) {
        recorder.happened(Fact.FAULT, what, JsonObject.EMPTY);
    }

    /// A hub that is linked beside the embedded ones.
    void linked(String hub) {
        linked.add(hub);
    }

    /// What has been written so far, of all processes.
    History history() {
        return HistoryFiles.read(
                histories.stream().filter(file -> file.toFile().exists()).toList());
    }

    /// Waits until no worker has anything to do that is due soon.
    void awaitQuiet(Operator operator, Duration patience) throws Exception {
        Wait.until("no open work", patience, () -> operator.openWork().isEmpty());
    }

    /// The judgement, when every server has stopped.
    ///
    /// @param ledgered whether the servers ended where their ledgers are whole
    FinalState judge(boolean ledgered) {
        assertThat(nodes).noneMatch(Node::isAlive);
        var end = EndDump.of(home, scope, linked, ledgered ? HUBS : Set.of());
        var history = history();
        HistoryFiles.write(folder.resolve("whole-history.jsonl"), history);
        assertThat(HistoryChecker.check(history, end)).as(folder.toString()).isEmpty();
        assertThat(EndDump.openAutomatic(end)).isEmpty();
        return end;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        log.close();
    }
}
