package berth.core.allocation;

/// The operator's own function that decides where a device goes, wherever it runs.
///
/// Source: dps-service-api, section 8.5; reliability, section 4.3.
public interface CustomAllocation {
    /// Asks the function about one device. Blocks, but never longer than the total time of a call;
    /// everything that can be expected to go wrong is an answer.
    ///
    /// The function may be asked more than once for one operation, after a crash for example:
    /// always with the same request ID. Whoever asks records the answer once and keeps to it.
    CustomAllocationAnswer ask(CustomAllocationQuestion question);
}
