package berth.server.failpoint;

import berth.core.allocation.CustomAllocation;
import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.failpoint.FailStep;
import berth.core.failpoint.Failpoints;

/// Reaches a failpoint before and after each question to an operator's function.
public final class FailpointCustomAllocation implements CustomAllocation {
    private final CustomAllocation function;
    private final Failpoints failpoints;

    public FailpointCustomAllocation(CustomAllocation function, Failpoints failpoints) {
        this.function = function;
        this.failpoints = failpoints;
    }

    @Override
    public CustomAllocationAnswer ask(CustomAllocationQuestion question) {
        return failpoints.around(FailStep.ALLOCATION_ASK, () -> function.ask(question));
    }
}
