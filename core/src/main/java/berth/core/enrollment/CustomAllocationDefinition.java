package berth.core.enrollment;

/// Where a custom allocation function is and which contract it speaks. The URL may carry a key in
/// its query and is masked wherever it is shown to anyone but the operator who wrote it.
public record CustomAllocationDefinition(String webhookUrl, String apiVersion) {
    @Override
    public String toString() {
        int query = webhookUrl.indexOf('?');
        return query < 0 ? webhookUrl : webhookUrl.substring(0, query) + "?****";
    }
}
