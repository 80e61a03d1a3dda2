package berth.system;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceClientException;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import com.microsoft.azure.sdk.iot.provisioning.security.hsm.SecurityProviderX509Cert;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One attempt of a device that runs Microsoft's provisioning client.
///
/// @param result what the application's callback got, with a status in any case
/// @param problem what else it got, if anything
record StockDevice(ProvisioningDeviceClientRegistrationResult result, @Nullable Exception problem) {
    /// Longer than the client's own, which is a minute for each step.
    private static final Duration PATIENCE = Duration.ofSeconds(80);

    /// Registers over HTTPS at `endpoint`, a host or `host:port`, and comes back when the client
    /// has.
    static StockDevice register(String endpoint, String idScope, SecurityProvider identity)
            throws ProvisioningDeviceClientException, InterruptedException, TimeoutException {
        return register(
                endpoint, idScope, identity, ProvisioningDeviceClientTransportProtocol.HTTPS);
    }

    /// Registers over any protocol; all but HTTPS know only one port.
    static StockDevice register(
            String endpoint,
            String idScope,
            SecurityProvider identity,
            ProvisioningDeviceClientTransportProtocol protocol)
            throws ProvisioningDeviceClientException, InterruptedException, TimeoutException {
        var client = ProvisioningDeviceClient.create(endpoint, idScope, protocol, identity);
        try {
            var answer = new CompletableFuture<StockDevice>();
            client.registerDevice(
                    (result, problem, _) -> answer.complete(new StockDevice(result, problem)),
                    null);
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it exceptionally", e);
        } finally {
            client.close();
        }
    }

    /// What the client was told when it was refused: the texts of all causes.
    String told() {
        var texts = new StringBuilder();
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            texts.append(cause.getMessage()).append('\n');
        }
        return texts.toString();
    }

    static SecurityProvider symmetricKey(String registrationId, String key) {
        return new SecurityProviderSymmetricKey(
                key.getBytes(StandardCharsets.UTF_8), registrationId);
    }

    /// Registers under the common name of its certificate, as the stock provider does.
    ///
    /// @param shown what the device sends in the handshake besides its own certificate
    static SecurityProvider x509(
            X509Certificate certificate, PrivateKey key, List<X509Certificate> shown) {
        return new SecurityProviderX509Cert(certificate, key, shown);
    }

    /// A device of its own mind: another registration ID than the common name.
    static SecurityProvider x509(
            String registrationId, X509Certificate certificate, PrivateKey key) {
        return new SecurityProviderX509Cert(certificate, key, List.of()) {
            @Override
            public String getClientCertificateCommonName() {
                return registrationId;
            }
        };
    }
}
