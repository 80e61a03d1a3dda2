package berth.server.failpoint;

import berth.core.failpoint.Failpoints;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Decides whether anything can happen at failpoints: only in a test build, and only if it is
/// ordered (see [FailpointOrder]; several orders with commas between) by the system property
/// `berth.failpoint` or the environment variable `BERTH_FAILPOINT`; the property wins. A test build
/// is one with the tests' marker file on its class path, which nothing that is shipped contains.
public final class FailpointSwitch {
    /// How a process ends at a failpoint, to be told from every other end.
    public static final int EXIT_STATUS = 77;

    static final String PROPERTY = "berth.failpoint";
    static final String VARIABLE = "BERTH_FAILPOINT";
    static final String TEST_BUILD_MARKER = "/berth/test-build";

    private static final Logger LOG = LoggerFactory.getLogger(FailpointSwitch.class);

    private FailpointSwitch() {}

    /// What this process was started with.
    ///
    /// @param recording is told of every fault
    /// @throws IllegalArgumentException when a test build's order cannot be understood
    public static Failpoints ofThisProcess(PortRecording recording) {
        var property = System.getProperty(PROPERTY);
        return of(property == null ? System.getenv(VARIABLE) : property, isTestBuild(), recording);
    }

    static Failpoints of(@Nullable String order, boolean testBuild) {
        return of(order, testBuild, PortRecording.NONE);
    }

    private static Failpoints of(
            @Nullable String order, boolean testBuild, PortRecording recording) {
        if (order == null || order.isEmpty()) {
            return Failpoints.NONE;
        }
        if (!testBuild) {
            LOG.error(
                    "IGNORED: {} asks for failpoint {}, and this is not a test build. Remove it.",
                    PROPERTY,
                    order);
            return Failpoints.NONE;
        }
        var armed = FailpointOrder.parseAll(order);
        LOG.warn("FAILPOINT {} is armed: this process is going to break", armed);
        return new ArmedFailpoints(armed, new ThisProcess(recording));
    }

    static boolean isTestBuild() {
        return FailpointSwitch.class.getResource(TEST_BUILD_MARKER) != null;
    }

    private record ThisProcess(PortRecording recording) implements ArmedFailpoints.World {
        @Override
        public void fault(String name, Runnable deed) {
            recording.fault(name, deed);
        }

        @Override
        public void halt() {
            Runtime.getRuntime().halt(EXIT_STATUS);
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    }
}
