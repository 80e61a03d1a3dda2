package berth.core.registration;

/// Where a freshly admitted operation is handed over, so that work starts at once and not at the
/// next round of polling. A hint only: an operation that is not taken is found by its row.
public interface OperationQueue {
    void offer(Operation operation);
}
