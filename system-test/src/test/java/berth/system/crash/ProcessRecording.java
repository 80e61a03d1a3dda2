package berth.system.crash;

import berth.core.hub.HubStore;
import berth.core.json.JsonObject;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkStore;
import berth.server.failpoint.PortRecording;
import berth.testkit.history.Fact;
import berth.testkit.history.HistoryLog;
import berth.testkit.history.LedgeredHubStore;
import berth.testkit.history.RecordedRegistrationStore;
import berth.testkit.history.RecordedWorkStore;
import berth.testkit.history.Recorder;

import java.nio.file.Path;

/// Writes what a server process does into the file that the system property `berth.history` names;
/// without the property it writes nothing.
public final class ProcessRecording implements PortRecording {
    static final String PROPERTY = "berth.history";

    private final Recorder recorder;
    private LedgeredHubStore hubs;

    /// For the service loader.
    public ProcessRecording() {
        var file = System.getProperty(PROPERTY);
        recorder =
                file == null
                        ? null
                        : new Recorder(
                                HistoryLog.create(
                                        Path.of(file),
                                        Path.of(file).getFileName().toString(),
                                        System::nanoTime));
    }

    @Override
    public RegistrationStore around(RegistrationStore store) {
        return recorder == null ? store : new RecordedRegistrationStore(store, recorder);
    }

    @Override
    public WorkStore around(WorkStore store) {
        return recorder == null ? store : new RecordedWorkStore(store, recorder);
    }

    @Override
    public HubStore around(HubStore store) {
        if (recorder == null) {
            return store;
        }
        hubs = new LedgeredHubStore(store, recorder);
        return hubs;
    }

    @Override
    public void fault(String name, Runnable deed) {
        if (recorder == null) {
            deed.run();
            return;
        }
        hubs.atALine(
                () -> {
                    recorder.happened(Fact.FAULT, name, JsonObject.EMPTY);
                    deed.run();
                });
    }
}
