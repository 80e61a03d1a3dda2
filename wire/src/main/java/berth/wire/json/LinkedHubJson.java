package berth.wire.json;

import berth.core.allocation.HubReport;
import berth.core.allocation.LatencyEntry;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.hub.LinkedHubDraft;
import berth.core.hub.LinkedHubDraft.Pin;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.sas.ConnectionStringText;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Set;

/// Linked hubs as operators read and write them. A document of ours: Azure has hubs in its control
/// plane; the names of the members are taken from there.
///
/// What the reader does not know is refused, because a misspelt member would else be a change that
/// silently does not happen. What only the writer writes is ignored, so that a document that was
/// read can be written back.
///
/// Source: dps-service-api, section 6.2; docs/operating.md.
public final class LinkedHubJson {
    private static final String HOST_NAME = "hostName";
    private static final String KIND = "kind";
    private static final String CONNECTION_STRING = "connectionString";
    private static final String LOCATION = "location";
    private static final String WEIGHT = "allocationWeight";
    private static final String APPLY = "applyAllocationPolicy";
    private static final String DRAINING = "draining";
    private static final String PIN = "pinnedLatencyMillis";

    private static final Set<String> KNOWN =
            Set.of(
                    HOST_NAME,
                    KIND,
                    CONNECTION_STRING,
                    LOCATION,
                    WEIGHT,
                    APPLY,
                    DRAINING,
                    PIN,
                    "etag",
                    "condition",
                    "latency");

    private static final Spellings<LinkedHubDraft.Kind> KINDS =
            new Spellings<>(
                    LinkedHubDraft.Kind.class,
                    kind ->
                            switch (kind) {
                                case EMBEDDED -> "embedded";
                                case AZURE -> "azure";
                            });

    private static final Spellings<HubReport.Condition> CONDITIONS =
            new Spellings<>(
                    HubReport.Condition.class,
                    condition ->
                            switch (condition) {
                                case WELL -> "well";
                                case UNREACHABLE -> "unreachable";
                                case UNAUTHORIZED -> "unauthorized";
                                case FULL -> "full";
                            });

    private LinkedHubJson() {}

    public static LinkedHubDraft read(JsonValue document) throws BadDocument {
        var hub = JsonFields.object(document);
        JsonFields.only(hub, KNOWN);
        return new LinkedHubDraft(
                JsonFields.optionalText(hub, HOST_NAME).orElse(null),
                KINDS.read(hub, KIND).orElse(null),
                connection(hub),
                JsonFields.optionalText(hub, LOCATION).orElse(null),
                JsonFields.optionalLong(hub, WEIGHT).orElse(null),
                JsonFields.optionalBool(hub, APPLY).orElse(null),
                JsonFields.optionalBool(hub, DRAINING).orElse(null),
                pin(hub));
    }

    private static LinkedHubDraft.@Nullable Connection connection(JsonObject hub)
            throws BadDocument {
        var text = JsonFields.optionalText(hub, CONNECTION_STRING);
        if (text.isEmpty()) {
            return null;
        }
        try {
            var parts = ConnectionStringText.parse(text.get());
            if (parts.host().value().indexOf('.') < 0) {
                throw new BadDocument(CONNECTION_STRING, "needs a HostName with a dot");
            }
            return new LinkedHubDraft.Connection(
                    new HubHostName(parts.host().value()), parts.policyName(), parts.key());
        } catch (IllegalArgumentException e) {
            throw new BadDocument(CONNECTION_STRING, String.valueOf(e.getMessage()));
        }
    }

    /// The one member for which null is not absent: null takes the pin away.
    private static Pin pin(JsonObject hub) throws BadDocument {
        if (hub.members().get(PIN) == JsonNull.NULL) {
            return new Pin.None();
        }
        return JsonFields.optionalLong(hub, PIN).<Pin>map(Pin.At::new).orElseGet(Pin.Unsaid::new);
    }

    /// A hub with what is known of it. Its key is masked.
    ///
    /// @param etag of the instance
    public static JsonObject write(LinkedHub hub, ETag etag, HubReport report) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(HOST_NAME, new JsonString(hub.hostName().value()));
        switch (hub.link()) {
            case HubLink.Embedded _ ->
                    members.put(KIND, new JsonString(KINDS.write(LinkedHubDraft.Kind.EMBEDDED)));
            case HubLink.Azure(String policyName, _) -> {
                members.put(KIND, new JsonString(KINDS.write(LinkedHubDraft.Kind.AZURE)));
                members.put(
                        CONNECTION_STRING,
                        new JsonString(
                                ConnectionStringText.masked(
                                        new HostName(hub.hostName().value()), policyName)));
            }
        }
        members.put(LOCATION, new JsonString(hub.location()));
        members.put(WEIGHT, JsonNumber.of(hub.allocationWeight()));
        members.put(APPLY, JsonBoolean.of(hub.applyAllocationPolicy()));
        members.put(DRAINING, JsonBoolean.of(hub.draining()));
        if (hub.pinnedLatency() != null) {
            members.put(PIN, JsonNumber.of(hub.pinnedLatency().toMillis()));
        }
        members.put("etag", new JsonString(etag.value()));
        members.put("condition", condition(report));
        if (report.latency() != null) {
            members.put("latency", latency(report.latency()));
        }
        return new JsonObject(members);
    }

    private static JsonObject condition(HubReport report) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("state", new JsonString(CONDITIONS.write(report.condition())));
        if (!report.lastError().isEmpty()) {
            members.put("lastError", new JsonString(report.lastError()));
        }
        if (report.since() != null) {
            members.put("since", new JsonString(Timestamps.trimmed(report.since())));
        }
        return new JsonObject(members);
    }

    private static JsonObject latency(LatencyEntry entry) {
        var members = new LinkedHashMap<String, JsonValue>();
        if (entry.latency() != null) {
            members.put("millis", millis(entry.latency()));
        }
        members.put("samples", JsonNumber.of(entry.samples()));
        if (entry.age() != null) {
            members.put("ageSeconds", JsonNumber.of(entry.age().toSeconds()));
        }
        members.put("fresh", JsonBoolean.of(entry.fresh()));
        if (!entry.lastError().isEmpty()) {
            members.put("lastError", new JsonString(entry.lastError()));
        }
        if (entry.lastErrorAge() != null) {
            members.put("lastErrorAgeSeconds", JsonNumber.of(entry.lastErrorAge().toSeconds()));
        }
        return new JsonObject(members);
    }

    /// To the tenth of a millisecond.
    private static JsonNumber millis(Duration latency) {
        return new JsonNumber(
                BigDecimal.valueOf(latency.toNanos(), 6).setScale(1, RoundingMode.HALF_UP));
    }
}
