package berth.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;

/// The README's device as a program: nothing in it knows that it talks to Berth.
final class ReadmeDevice {
    private ReadmeDevice() {}

    /// @param args endpoint, ID scope, registration ID, key
    public static void main(String[] args) throws Exception {
        var client =
                ProvisioningDeviceClient.create(
                        args[0],
                        args[1],
                        ProvisioningDeviceClientTransportProtocol.HTTPS,
                        new SecurityProviderSymmetricKey(args[3].getBytes(UTF_8), args[2]));
        var result = client.registerDeviceSync();
        client.close();
        System.out.println(result.getIothubUri() + " " + result.getDeviceId());
    }
}
