package berth.cli.check;

import berth.cli.check.DeviceEvidence.Identity;
import berth.cli.check.DeviceEvidence.Placement;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.ServiceClient;
import berth.core.allocation.AllocationPolicy;
import berth.core.json.JsonObject;
import berth.server.dev.Ready;
import berth.wire.json.AllocationPolicyJson;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Asks every hub and the service, as an outsider with connection strings, what they hold of each
/// device. For one thread.
public final class Survey implements AutoCloseable {
    private static final String HUB_API_VERSION = "?api-version=2021-04-12";
    private static final String SERVICE_API_VERSION = "?api-version=2021-10-01";

    private final ServiceClient service;
    private final Map<String, ServiceClient> hubs;

    private Survey(ServiceClient service, Map<String, ServiceClient> hubs) {
        this.service = service;
        this.hubs = hubs;
    }

    public static Survey open(Ready ready, Endpoint endpoint, TrustManager[] trust)
            throws IOException, GeneralSecurityException {
        var tls = ClientTls.anonymous(trust);
        var service =
                client(endpoint.at(ready.serviceHost()), tls, ready.serviceConnectionString());
        var survey = new Survey(service, new LinkedHashMap<>());
        try {
            for (var hub : ready.hubs()) {
                survey.hubs.put(
                        hub.hostName(),
                        client(endpoint.at(hub.hostName()), tls, hub.connectionString()));
            }
            return survey;
        } catch (IOException e) {
            survey.close();
            throw e;
        }
    }

    private static ServiceClient client(Endpoint endpoint, SSLContext tls, String connectionString)
            throws IOException {
        return ServiceClient.open(endpoint, tls, connectionString, InstantSource.system());
    }

    /// The policy by which the service says that it allocates the devices of a group.
    ///
    /// @return empty if it leaves that to the instance
    public Optional<AllocationPolicy> policy(String group) throws IOException {
        try {
            return AllocationPolicyJson.read(
                    service.get("/enrollmentGroups/" + group + SERVICE_API_VERSION),
                    "allocationPolicy");
        } catch (BadDocument e) {
            throw new IOException("the enrollment group " + group + ": " + e.getMessage(), e);
        }
    }

    public List<DeviceEvidence> evidence(List<DeviceResult> fleet) throws IOException {
        var all = new ArrayList<DeviceEvidence>();
        for (var result : fleet) {
            try {
                all.add(evidence(result));
            } catch (BadDocument e) {
                throw new IOException(result.registrationId() + ": " + e.getMessage(), e);
            }
        }
        return all;
    }

    private DeviceEvidence evidence(DeviceResult result) throws IOException, BadDocument {
        var told =
                result instanceof DeviceResult.Assigned assigned
                        ? new Placement(assigned.hub(), assigned.deviceId())
                        : null;
        var deviceId = told == null ? result.registrationId() : told.deviceId();
        var identities = new ArrayList<Identity>();
        for (var hub : hubs.entrySet()) {
            var identity = hub.getValue().find("/devices/" + deviceId + HUB_API_VERSION);
            if (identity.isPresent()) {
                var twin = hub.getValue().find("/twins/" + deviceId + HUB_API_VERSION);
                identities.add(identity(hub.getKey(), identity.get(), twin));
            }
        }
        return new DeviceEvidence(
                result.registrationId(), told, identities, recorded(result.registrationId()));
    }

    private static Identity identity(String hub, JsonObject identity, Optional<JsonObject> twin)
            throws BadDocument {
        var document = twin.orElse(JsonObject.EMPTY);
        var tags = JsonFields.optionalObject(document, "tags").orElse(JsonObject.EMPTY);
        return new Identity(
                hub,
                JsonFields.requiredText(identity, "status").equals("enabled"),
                JsonFields.optionalObject(document, "properties").isPresent(),
                JsonFields.optionalText(tags, "site").orElse(null));
    }

    private @Nullable Placement recorded(String registrationId) throws IOException, BadDocument {
        var state = service.find("/registrations/" + registrationId + SERVICE_API_VERSION);
        if (state.isEmpty() || !JsonFields.requiredText(state.get(), "status").equals("assigned")) {
            return null;
        }
        return new Placement(
                JsonFields.requiredText(state.get(), "assignedHub"),
                JsonFields.requiredText(state.get(), "deviceId"));
    }

    @Override
    public void close() {
        hubs.values().forEach(ServiceClient::close);
        service.close();
    }
}
