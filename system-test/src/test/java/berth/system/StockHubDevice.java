package berth.system;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// A device that Microsoft's provisioning client has had assigned, with what its hub client needs.
///
/// @param key its symmetric key, or empty where it has a certificate
record StockHubDevice(String hub, String id, SecurityProvider identity, String key) {
    private static final int SEND_OR_RECEIVE_MILLIS = 100;

    /// A client that is not open yet and asks for messages often where it has to ask.
    DeviceClient client(IotHubClientProtocol protocol) throws IOException {
        return client(protocol, options());
    }

    DeviceClient client(IotHubClientProtocol protocol, ClientOptions.ClientOptionsBuilder options)
            throws IOException {
        return new DeviceClient(hub, id, identity, protocol, options.build());
    }

    static ClientOptions.ClientOptionsBuilder options() {
        return ClientOptions.builder()
                .sendInterval(SEND_OR_RECEIVE_MILLIS)
                .receiveInterval(SEND_OR_RECEIVE_MILLIS)
                .httpsReadTimeout((int) TimeUnit.SECONDS.toMillis(30));
    }

    String connectionString() {
        return "HostName=%s;DeviceId=%s;SharedAccessKey=%s".formatted(hub, id, key);
    }
}
