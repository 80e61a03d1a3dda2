package berth.wire.json;

import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.hub.InitialTwin;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.json.JsonArray;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// The conversation with an allocation function: our question and its answer.
///
/// All contract versions get the same members. Which version brought which member is not published;
/// functions ignore what they do not know, and one that was written for an old version keeps
/// working when its enrollment is raised to a newer one.
///
/// Source: dps-service-api, section 8.5.
public final class CustomAllocationJson {
    private static final String HUB = "iotHubHostName";
    private static final String TWIN = "initialTwin";
    private static final String TAGS = "tags";
    private static final String PROPERTIES = "properties";
    private static final String DESIRED = "desired";
    private static final String PAYLOAD = "payload";

    /// What the preview contract called the payload.
    private static final String RETURN_DATA = "returnData";

    private CustomAllocationJson() {}

    /// The body of the request. Neither keys nor the query of the function's address are in it.
    public static JsonObject write(CustomAllocationQuestion question) {
        var members = new LinkedHashMap<String, JsonValue>();
        switch (question.enrollment()) {
            case EnrollmentGroup group ->
                    members.put("enrollmentGroup", shown(group, EnrollmentGroupJson.write(group)));
            case IndividualEnrollment individual ->
                    members.put(
                            "individualEnrollment",
                            shown(individual, EnrollmentJson.write(individual)));
        }
        members.put("deviceRuntimeContext", context(question));
        members.put(
                "linkedHubs",
                new JsonArray(
                        question.linkedHubs().stream()
                                .<JsonValue>map(hub -> new JsonString(hub.value()))
                                .toList()));
        return new JsonObject(members);
    }

    /// A record as a read shows it, but for two members: the function sees its own address without
    /// the query, and the etag as it is inside of its encoding.
    private static JsonObject shown(Enrollment enrollment, JsonObject record) {
        var members = new LinkedHashMap<>(record.members());
        members.put("etag", new JsonString(decoded(enrollment.etag())));
        var definition = enrollment.settings().customAllocation();
        if (definition != null) {
            members.put("customAllocationDefinition", masked(definition));
        }
        return new JsonObject(members);
    }

    /// Tags that are not the encoding of a quoted text stay as they are.
    private static String decoded(ETag etag) {
        try {
            var inner =
                    new String(
                            Base64.getDecoder().decode(etag.value()), StandardCharsets.ISO_8859_1);
            boolean quoted = inner.length() >= 2 && inner.startsWith("\"") && inner.endsWith("\"");
            return quoted && inner.chars().allMatch(c -> c >= ' ' && c <= '~')
                    ? inner
                    : etag.value();
        } catch (IllegalArgumentException _) {
            return etag.value();
        }
    }

    private static JsonObject masked(CustomAllocationDefinition definition) {
        int query = definition.webhookUrl().indexOf('?');
        var url =
                query < 0
                        ? definition.webhookUrl()
                        : definition.webhookUrl().substring(0, query) + "?****";
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("webhookUrl", new JsonString(url));
        members.put("apiVersion", new JsonString(definition.apiVersion()));
        return new JsonObject(members);
    }

    private static JsonObject context(CustomAllocationQuestion question) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("registrationId", new JsonString(question.spelling()));
        if (question.currentHub() != null) {
            members.put("currentIotHubHostName", new JsonString(question.currentHub().value()));
        }
        if (question.currentDeviceId() != null) {
            members.put("currentDeviceId", new JsonString(question.currentDeviceId().value()));
        }
        switch (question.proof()) {
            case DeviceProof.SymmetricKey() -> members.put("symmetricKey", JsonObject.EMPTY);
            case DeviceProof.X509(var leaf) ->
                    members.put(
                            "x509",
                            new JsonObject(
                                    Map.of("clientCertificate", new JsonString(leaf.base64()))));
            case DeviceProof.Tpm() -> members.put("tpm", JsonObject.EMPTY);
        }
        if (question.payload() != null && question.payload() != JsonNull.NULL) {
            members.put(PAYLOAD, question.payload());
        }
        return new JsonObject(members);
    }

    /// The body of the reply. Names are read without case; members nobody knows are ignored, but a
    /// reply of nothing else is no decision: it is most likely an error report with status 200.
    public static Decided read(JsonValue document) throws BadDocument {
        var reply = known(JsonFields.object(document), HUB, TWIN, PAYLOAD, RETURN_DATA);
        if (reply.isEmpty()) {
            throw new BadDocument("", "has none of " + HUB + ", " + TWIN + " and " + PAYLOAD);
        }
        var payload = JsonFields.optionalObject(reply, PAYLOAD);
        return new Decided(
                hub(reply),
                twin(reply),
                (payload.isPresent() ? payload : JsonFields.optionalObject(reply, RETURN_DATA))
                        .orElse(null));
    }

    private static @Nullable HubHostName hub(JsonObject reply) throws BadDocument {
        var name = JsonFields.optionalText(reply, HUB);
        if (name.isEmpty()) {
            return null;
        }
        try {
            return new HubHostName(name.get());
        } catch (IllegalArgumentException _) {
            // The cause repeats the value.
            throw new BadDocument(HUB, "must be the host name of a hub");
        }
    }

    private static @Nullable InitialTwin twin(JsonObject reply) throws BadDocument {
        var twin = JsonFields.optionalObject(reply, TWIN);
        if (twin.isEmpty()) {
            return null;
        }
        try {
            var sections = new LinkedHashMap<>(known(twin.get(), TAGS, PROPERTIES).members());
            sections.computeIfPresent(
                    PROPERTIES,
                    (_, properties) ->
                            properties instanceof JsonObject object
                                    ? known(object, DESIRED)
                                    : properties);
            return InitialTwinJson.read(new JsonObject(sections));
        } catch (BadDocument e) {
            throw e.under(TWIN);
        }
    }

    /// The members with these names, read without case, in this spelling. The exact spelling goes
    /// before others; null counts as absent.
    private static JsonObject known(JsonObject object, String... names) {
        var members = new LinkedHashMap<String, JsonValue>();
        for (var name : names) {
            object.member(name)
                    .or(
                            () ->
                                    object.members().entrySet().stream()
                                            .filter(m -> m.getKey().equalsIgnoreCase(name))
                                            .map(Map.Entry::getValue)
                                            .filter(value -> value != JsonNull.NULL)
                                            .findFirst())
                    .ifPresent(value -> members.put(name, value));
        }
        return new JsonObject(members);
    }
}
