package berth.system;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;

import java.io.IOException;

/// A linked hub as an operator sees it with Microsoft's service client.
record HubView(RegistryClient registry, TwinClient twins) {
    static HubView of(String connectionString) {
        return new HubView(new RegistryClient(connectionString), new TwinClient(connectionString));
    }

    Device device(String deviceId) throws IOException, IotHubException {
        return registry.getDevice(deviceId);
    }

    Twin twin(String deviceId) throws IOException, IotHubException {
        return twins.get(deviceId);
    }
}
