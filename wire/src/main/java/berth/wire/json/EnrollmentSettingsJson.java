package berth.wire.json;

import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.CustomAllocationDefinition.OnFailure;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.enrollment.SettingsDraft;
import berth.core.hub.InitialTwin;
import berth.core.id.HubHostName;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The members that individual enrollments and groups share, all but the attestation.
///
/// Source: dps-service-api, sections 2.1, 2.2 and 2.4.
final class EnrollmentSettingsJson {
    private static final String PROVISIONING_STATUS = "provisioningStatus";

    private static final Spellings<ProvisioningStatus> STATUS =
            new Spellings<>(
                    ProvisioningStatus.class,
                    status ->
                            switch (status) {
                                case ENABLED -> "enabled";
                                case DISABLED -> "disabled";
                            });

    /// Ours: the real service knows only refusing.
    private static final Spellings<OnFailure> ON_FAILURE =
            new Spellings<>(
                    OnFailure.class,
                    policy ->
                            switch (policy) {
                                case REFUSE -> "refuse";
                                case FALL_BACK -> "fallback";
                            });

    private EnrollmentSettingsJson() {}

    static SettingsDraft read(JsonObject record) throws BadDocument {
        return new SettingsDraft(
                status(record),
                iotEdge(record),
                initialTwin(record),
                reprovisionPolicy(record),
                AllocationPolicyJson.read(record, "allocationPolicy").orElse(null),
                hubs(record),
                text(record, "iotHubHostName"),
                webhook(record));
    }

    /// A text for which empty means absent.
    static @Nullable String text(JsonObject object, String name) throws BadDocument {
        return JsonFields.optionalText(object, name).filter(text -> !text.isEmpty()).orElse(null);
    }

    /// The one member for which null is not absent: null is kept and echoed.
    private static @Nullable ProvisioningStatus status(JsonObject record) throws BadDocument {
        if (record.members().get(PROVISIONING_STATUS) == JsonNull.NULL) {
            return null;
        }
        return STATUS.read(record, PROVISIONING_STATUS).orElse(ProvisioningStatus.ENABLED);
    }

    private static boolean iotEdge(JsonObject record) throws BadDocument {
        var capabilities = JsonFields.optionalObject(record, "capabilities");
        try {
            return JsonFields.optionalBool(capabilities.orElse(JsonObject.EMPTY), "iotEdge")
                    .orElse(false);
        } catch (BadDocument e) {
            throw e.under("capabilities");
        }
    }

    private static @Nullable InitialTwin initialTwin(JsonObject record) throws BadDocument {
        var twin = JsonFields.optionalObject(record, "initialTwin");
        try {
            return twin.isEmpty() ? null : InitialTwinJson.read(twin.get());
        } catch (BadDocument e) {
            throw e.under("initialTwin");
        }
    }

    private static @Nullable ReprovisionPolicy reprovisionPolicy(JsonObject record)
            throws BadDocument {
        var policy = JsonFields.optionalObject(record, "reprovisionPolicy");
        if (policy.isEmpty()) {
            return null;
        }
        try {
            return new ReprovisionPolicy(
                    JsonFields.optionalBool(policy.get(), "updateHubAssignment").orElse(true),
                    JsonFields.optionalBool(policy.get(), "migrateDeviceData").orElse(true));
        } catch (BadDocument e) {
            throw e.under("reprovisionPolicy");
        }
    }

    /// An empty list limits nothing.
    private static @Nullable List<String> hubs(JsonObject record) throws BadDocument {
        return JsonFields.optionalTexts(record, "iotHubs")
                .filter(names -> !names.isEmpty())
                .orElse(null);
    }

    private static SettingsDraft.@Nullable Webhook webhook(JsonObject record) throws BadDocument {
        var definition = JsonFields.optionalObject(record, "customAllocationDefinition");
        if (definition.isEmpty()) {
            return null;
        }
        try {
            return new SettingsDraft.Webhook(
                    text(definition.get(), "webhookUrl"),
                    text(definition.get(), "apiVersion"),
                    ON_FAILURE.read(definition.get(), "onFailure").orElse(null));
        } catch (BadDocument e) {
            throw e.under("customAllocationDefinition");
        }
    }

    /// Adds the members behind the attestation, in the order of the real service.
    static void write(Enrollment enrollment, Map<String, JsonValue> to) {
        var settings = enrollment.settings();
        to.put(
                "capabilities",
                new JsonObject(Map.of("iotEdge", JsonBoolean.of(settings.iotEdge()))));
        if (settings.iotHubHostName() != null) {
            to.put("iotHubHostName", new JsonString(settings.iotHubHostName().value()));
        }
        if (settings.initialTwin() != null) {
            to.put("initialTwin", InitialTwinJson.write(settings.initialTwin()));
        }
        to.put("etag", new JsonString(enrollment.etag().value()));
        to.put(PROVISIONING_STATUS, status(settings.provisioningStatus()));
        if (settings.reprovisionPolicy() != null) {
            to.put("reprovisionPolicy", reprovisionPolicy(settings.reprovisionPolicy()));
        }
        to.put("createdDateTimeUtc", new JsonString(Timestamps.trimmed(enrollment.createdAt())));
        to.put(
                "lastUpdatedDateTimeUtc",
                new JsonString(Timestamps.trimmed(enrollment.updatedAt())));
        if (settings.allocationPolicy() != null) {
            to.put(
                    "allocationPolicy",
                    new JsonString(AllocationPolicyJson.write(settings.allocationPolicy())));
        }
        if (settings.iotHubs() != null) {
            to.put("iotHubs", hubs(settings.iotHubs()));
        }
        if (settings.customAllocation() != null) {
            to.put("customAllocationDefinition", webhook(settings.customAllocation()));
        }
    }

    private static JsonValue status(@Nullable ProvisioningStatus status) {
        return status == null ? JsonNull.NULL : new JsonString(STATUS.write(status));
    }

    private static JsonObject reprovisionPolicy(ReprovisionPolicy policy) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("updateHubAssignment", JsonBoolean.of(policy.updateHubAssignment()));
        members.put("migrateDeviceData", JsonBoolean.of(policy.migrateDeviceData()));
        return new JsonObject(members);
    }

    private static JsonArray hubs(List<HubHostName> names) {
        return new JsonArray(
                names.stream().map(HubHostName::value).<JsonValue>map(JsonString::new).toList());
    }

    private static JsonObject webhook(CustomAllocationDefinition definition) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("webhookUrl", new JsonString(definition.webhookUrl()));
        members.put("apiVersion", new JsonString(definition.apiVersion()));
        // The default is left out: stock clients read the real service's document.
        if (definition.onFailure() != OnFailure.REFUSE) {
            members.put("onFailure", new JsonString(ON_FAILURE.write(definition.onFailure())));
        }
        return new JsonObject(members);
    }
}
