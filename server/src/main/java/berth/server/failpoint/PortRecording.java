package berth.server.failpoint;

import berth.core.failpoint.Failpoints;
import berth.core.hub.HubStore;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkStore;

import java.util.ServiceLoader;

/// Writes down what passes the ports, for a test that judges the run afterwards. Lies inside the
/// failpoints: what a process did before it was broken is written.
///
/// Found as a service, and only in a test build; a shipped server has none and looks for none.
///
/// Source: reliability, section 13.
public interface PortRecording {
    /// Nothing is written.
    PortRecording NONE =
            new PortRecording() {
                @Override
                public RegistrationStore around(RegistrationStore store) {
                    return store;
                }

                @Override
                public WorkStore around(WorkStore store) {
                    return store;
                }

                @Override
                public HubStore around(HubStore store) {
                    return store;
                }

                @Override
                public void fault(String name, Runnable deed) {
                    deed.run();
                }
            };

    RegistrationStore around(RegistrationStore store);

    WorkStore around(WorkStore store);

    HubStore around(HubStore store);

    /// Writes that the failpoint `name` is going to break something, and does it: at a moment when
    /// no line is missing for what has been carried out in a hub.
    void fault(String name, Runnable deed);

    /// What this process was started with.
    static PortRecording ofThisProcess() {
        return FailpointSwitch.isTestBuild()
                ? ServiceLoader.load(PortRecording.class).findFirst().orElse(NONE)
                : NONE;
    }

    /// The same for a `Failpoints` that tells of its faults.
    default Failpoints failpoints() {
        return FailpointSwitch.ofThisProcess(this);
    }
}
