package berth.core.enrollment;

/// Where a custom allocation function is and which contract it speaks. The URL may carry a key in
/// its query and is masked wherever it is shown to anyone but the operator who wrote it.
///
/// @param onFailure what becomes of a device when the function gives no usable answer
public record CustomAllocationDefinition(
        String webhookUrl, String apiVersion, OnFailure onFailure) {
    /// What happens without the function's word. Azure knows only refusing.
    public enum OnFailure {
        /// The registration fails; the device may try again.
        REFUSE,
        /// The policy that would apply without the function chooses; the assignment is marked and
        /// put on the reconciliation queue.
        FALL_BACK
    }

    public CustomAllocationDefinition(String webhookUrl, String apiVersion) {
        this(webhookUrl, apiVersion, OnFailure.REFUSE);
    }

    @Override
    public String toString() {
        int query = webhookUrl.indexOf('?');
        return query < 0 ? webhookUrl : webhookUrl.substring(0, query) + "?****";
    }
}
