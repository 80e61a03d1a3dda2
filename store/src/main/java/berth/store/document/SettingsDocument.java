package berth.store.document;

import berth.core.allocation.AllocationPolicy;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.hub.InitialTwin;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What enrollments and groups have in common. The webhook's URL counts as a secret, because its
/// query may carry a key.
final class SettingsDocument {
    private static final String WEBHOOK_URL = "webhookUrl";
    private static final String ON_FAILURE = "customAllocationOnFailure";

    private SettingsDocument() {}

    static JsonObject open(EnrollmentSettings settings) {
        var members =
                new Members()
                        .putConstant("provisioningStatus", settings.provisioningStatus())
                        .put("iotEdge", settings.iotEdge())
                        .putConstant("allocationPolicy", settings.allocationPolicy())
                        .put("iotHubHostName", name(settings.iotHubHostName()));
        if (settings.initialTwin() != null) {
            members.put("initialTwin", TwinDocument.of(settings.initialTwin()));
        }
        if (settings.reprovisionPolicy() != null) {
            members.put("reprovisionPolicy", reprovision(settings.reprovisionPolicy()));
        }
        if (settings.iotHubs() != null) {
            members.put("iotHubs", settings.iotHubs().stream().map(HubHostName::value).toList());
        }
        if (settings.customAllocation() != null) {
            members.put("customAllocationVersion", settings.customAllocation().apiVersion());
            members.putConstant(ON_FAILURE, settings.customAllocation().onFailure());
        }
        return members.object();
    }

    static void secrets(EnrollmentSettings settings, Members to) {
        if (settings.customAllocation() != null) {
            to.put(WEBHOOK_URL, settings.customAllocation().webhookUrl());
        }
    }

    static EnrollmentSettings settings(JsonObject open, JsonObject secrets) throws BadDocument {
        return new EnrollmentSettings(
                constant(ProvisioningStatus.class, open, "provisioningStatus"),
                JsonFields.requiredBool(open, "iotEdge"),
                initialTwin(open),
                reprovision(open),
                constant(AllocationPolicy.class, open, "allocationPolicy"),
                hubs(open),
                JsonFields.optionalText(open, "iotHubHostName").map(HubHostName::new).orElse(null),
                customAllocation(open, secrets));
    }

    private static JsonObject reprovision(ReprovisionPolicy policy) {
        return new Members()
                .put("updateHubAssignment", policy.updateHubAssignment())
                .put("migrateDeviceData", policy.migrateDeviceData())
                .object();
    }

    private static @Nullable ReprovisionPolicy reprovision(JsonObject open) throws BadDocument {
        var policy = JsonFields.optionalObject(open, "reprovisionPolicy");
        if (policy.isEmpty()) {
            return null;
        }
        return new ReprovisionPolicy(
                JsonFields.requiredBool(policy.get(), "updateHubAssignment"),
                JsonFields.requiredBool(policy.get(), "migrateDeviceData"));
    }

    private static @Nullable InitialTwin initialTwin(JsonObject open) throws BadDocument {
        var twin = JsonFields.optionalObject(open, "initialTwin");
        return twin.isEmpty() ? null : TwinDocument.initialTwin(twin.get());
    }

    private static @Nullable List<HubHostName> hubs(JsonObject open) throws BadDocument {
        return JsonFields.optionalTexts(open, "iotHubs")
                .map(names -> names.stream().map(HubHostName::new).toList())
                .orElse(null);
    }

    private static @Nullable CustomAllocationDefinition customAllocation(
            JsonObject open, JsonObject secrets) throws BadDocument {
        var version = JsonFields.optionalText(open, "customAllocationVersion");
        if (version.isEmpty()) {
            return null;
        }
        // Documents of the first release say nothing of a failure: it was refused.
        var onFailure = constant(CustomAllocationDefinition.OnFailure.class, open, ON_FAILURE);
        return new CustomAllocationDefinition(
                JsonFields.requiredText(secrets, WEBHOOK_URL),
                version.get(),
                onFailure == null ? CustomAllocationDefinition.OnFailure.REFUSE : onFailure);
    }

    private static <E extends Enum<E>> @Nullable E constant(
            Class<E> type, JsonObject open, String name) throws BadDocument {
        var text = JsonFields.optionalText(open, name);
        return text.isEmpty() ? null : Members.constant(type, text.get());
    }

    private static @Nullable String name(@Nullable HubHostName hub) {
        return hub == null ? null : hub.value();
    }
}
