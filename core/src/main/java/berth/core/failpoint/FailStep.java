package berth.core.failpoint;

import berth.core.registration.OperationState;
import berth.core.work.WorkStep;

/// The steps that can be broken before and after. The names are stable: tests and their findings
/// refer to them.
public enum FailStep {
    REGISTRATION_ADMIT("registration.admit"),
    REGISTRATION_CLAIM("registration.claim"),
    /// A step that leaves the operation where it was admitted, to be tried again.
    REGISTRATION_ADVANCE_ADMITTED("registration.advance-admitted"),
    REGISTRATION_ADVANCE_PLANNED("registration.advance-planned"),
    REGISTRATION_ADVANCE_CAPTURED("registration.advance-captured"),
    REGISTRATION_ADVANCE_HUB_READY("registration.advance-hub-ready"),
    REGISTRATION_ADVANCE_UNWINDING("registration.advance-unwinding"),
    REGISTRATION_ADVANCE_SUCCEEDED("registration.advance-succeeded"),
    REGISTRATION_ADVANCE_FAILED("registration.advance-failed"),
    REGISTRATION_CHANGE("registration.change"),
    HUB_PROVISION("hub.provision"),
    HUB_FIND("hub.find"),
    HUB_TWIN("hub.twin"),
    HUB_REMOVE("hub.remove"),
    HUB_SET_ENABLED("hub.set-enabled"),
    ALLOCATION_ASK("allocation.ask"),
    WORK_CLAIM("work.claim"),
    WORK_FINISH_DONE("work.finish-done"),
    WORK_FINISH_AGAIN("work.finish-again"),
    WORK_FINISH_DEAD("work.finish-dead"),
    WORK_SETTLE("work.settle");

    private final String name;

    FailStep(String name) {
        this.name = name;
    }

    public String before() {
        return name + ".before";
    }

    public String after() {
        return name + ".after";
    }

    /// The step that leaves an operation in `state`.
    ///
    /// @throws IllegalStateException for CANCELLED, which no step leaves: deleting the registration
    ///   does; and for UNKNOWN
    public static FailStep advance(OperationState state) {
        return switch (state) {
            case ADMITTED -> REGISTRATION_ADVANCE_ADMITTED;
            case PLANNED -> REGISTRATION_ADVANCE_PLANNED;
            case CAPTURED -> REGISTRATION_ADVANCE_CAPTURED;
            case HUB_READY -> REGISTRATION_ADVANCE_HUB_READY;
            case UNWINDING -> REGISTRATION_ADVANCE_UNWINDING;
            case SUCCEEDED -> REGISTRATION_ADVANCE_SUCCEEDED;
            case FAILED -> REGISTRATION_ADVANCE_FAILED;
            case CANCELLED -> throw new IllegalStateException("no step cancels an operation");
            case UNKNOWN -> throw new IllegalStateException("no step of this release leads there");
        };
    }

    /// The step that writes what a try of a work item came to.
    public static FailStep finish(WorkStep step) {
        return switch (step) {
            case WorkStep.Done _ -> WORK_FINISH_DONE;
            case WorkStep.Again _ -> WORK_FINISH_AGAIN;
            case WorkStep.Dead _ -> WORK_FINISH_DEAD;
        };
    }
}
