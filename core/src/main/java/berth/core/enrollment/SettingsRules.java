package berth.core.enrollment;

import berth.core.allocation.AllocationPolicy;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.HubHostName;
import berth.core.instance.ServiceInstance;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Judges the settings of a draft against the instance that is to keep it.
///
/// Source: dps-service-api, section 4.
final class SettingsRules {
    /// The contracts of allocation functions an enrollment may name.
    private static final Set<String> WEBHOOK_VERSIONS =
            Set.of("2018-09-01-preview", "2018-11-01", "2019-03-31", "2021-10-01");

    private static final int WEBHOOK_URL_LENGTH_MAX = 2048;

    private final ServiceInstance instance;
    private final boolean plainHttpWebhooks;

    SettingsRules(ServiceInstance instance, boolean plainHttpWebhooks) {
        this.instance = instance;
        this.plainHttpWebhooks = plainHttpWebhooks;
    }

    Judged<EnrollmentSettings> judge(SettingsDraft draft) {
        if (draft.initialTwin() != null) {
            var violation = InitialTwinRules.violation(draft.initialTwin());
            if (violation.isPresent()) {
                return Judged.bad(ServiceError.BAD_REQUEST, violation.get());
            }
        }
        var webhook = webhookViolation(draft);
        if (webhook.isPresent()) {
            return new Judged.Bad<>(webhook.get());
        }
        return switch (hubs(draft)) {
            case Judged.Bad<Hubs>(Refusal refusal) -> new Judged.Bad<>(refusal);
            case Judged.Good<Hubs>(Hubs hubs) -> Judged.good(settings(draft, hubs));
        };
    }

    private static EnrollmentSettings settings(SettingsDraft draft, Hubs hubs) {
        return new EnrollmentSettings(
                draft.provisioningStatus(),
                draft.iotEdge(),
                draft.initialTwin(),
                draft.reprovisionPolicy(),
                draft.allocationPolicy(),
                hubs.list(),
                hubs.legacy(),
                complete(draft.customAllocation()));
    }

    /// A definition that nobody evaluates may be incomplete; what is left of it is not kept.
    private static @Nullable CustomAllocationDefinition complete(
            SettingsDraft.@Nullable Webhook webhook) {
        return webhook == null || webhook.url() == null || webhook.apiVersion() == null
                ? null
                : new CustomAllocationDefinition(
                        webhook.url(),
                        webhook.apiVersion(),
                        Objects.requireNonNullElse(
                                webhook.onFailure(), CustomAllocationDefinition.OnFailure.REFUSE));
    }

    private Judged<Hubs> hubs(SettingsDraft draft) {
        try {
            var legacy =
                    draft.iotHubHostName() == null ? null : new HubHostName(draft.iotHubHostName());
            if (draft.iotHubs() == null) {
                return Judged.good(new Hubs(null, legacy));
            }
            var list = new LinkedHashSet<HubHostName>();
            for (var name : draft.iotHubs()) {
                var hub = new HubHostName(name);
                if (instance.linkedHub(hub).isEmpty()) {
                    return Judged.bad(
                            ServiceError.INVALID_ALLOCATION,
                            "the hub " + hub + " is not linked to this instance");
                }
                list.add(hub);
            }
            if (draft.allocationPolicy() == AllocationPolicy.STATIC && list.size() > 1) {
                return Judged.bad(
                        ServiceError.INVALID_ALLOCATION,
                        "static allocation takes one hub, not " + list.size());
            }
            return Judged.good(new Hubs(List.copyOf(list), legacy));
        } catch (IllegalArgumentException e) {
            return Judged.bad(ServiceError.INVALID_ALLOCATION, String.valueOf(e.getMessage()));
        }
    }

    /// Judged only where the function would be called; beside another policy a definition is
    /// accepted and ignored.
    private Optional<Refusal> webhookViolation(SettingsDraft draft) {
        if (draft.allocationPolicy() != AllocationPolicy.CUSTOM) {
            return Optional.empty();
        }
        var webhook = draft.customAllocation();
        if (webhook == null || webhook.url() == null || webhook.apiVersion() == null) {
            return wrong("custom allocation needs a webhookUrl and an apiVersion");
        }
        if (!WEBHOOK_VERSIONS.contains(webhook.apiVersion())) {
            return wrong("no allocation function speaks apiVersion " + webhook.apiVersion());
        }
        return callable(webhook.url())
                ? Optional.empty()
                : wrong("webhookUrl must be an absolute https address");
    }

    private boolean callable(String url) {
        if (url.length() > WEBHOOK_URL_LENGTH_MAX) {
            return false;
        }
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme();
            return uri.getHost() != null
                    && ("https".equalsIgnoreCase(scheme)
                            || (plainHttpWebhooks && "http".equalsIgnoreCase(scheme)));
        } catch (URISyntaxException _) {
            // The refusal says all there is to say; the parser's text would repeat a key in the
            // URL.
            return false;
        }
    }

    private static Optional<Refusal> wrong(String explanation) {
        return Optional.of(Refusal.explained(ServiceError.INVALID_ARGUMENT, explanation));
    }

    /// @param list null if the enrollment is not limited
    /// @param legacy the single target of older clients, kept as sent: it may name a hub that is
    ///   linked later
    private record Hubs(@Nullable List<HubHostName> list, @Nullable HubHostName legacy) {}
}
