package berth.system;

import berth.core.id.HubHostName;
import berth.net.tls.TlsEngine;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceClientException;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.service.ProvisioningServiceClient;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// A development service in this JVM with the stock clients that belong to it.
final class BerthFixture implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path data;
    private final Site site;
    private final DevServer server;

    private BerthFixture(Path data, Site site, DevServer server) {
        this.data = data;
        this.site = site;
        this.server = server;
    }

    /// Starts with an empty instance and two hubs; from then on this JVM's stock clients find and
    /// trust it.
    static BerthFixture start(Path data, TlsEngine engine) {
        var site = Site.unused();
        var server = DevServer.start(site.options(data).withTlsEngine(engine));
        StockTrust.add(server.ready().caCertificate());
        if (site.relayed()) {
            int port = server.ready().ports().https();
            ConnectRelay.lead(site.host().value(), port);
            site.hubs().values().forEach(hub -> ConnectRelay.lead(hub.value(), port));
        }
        return new BerthFixture(data, site, server);
    }

    Ready ready() {
        return server.ready();
    }

    String idScope() {
        return ready().idScope();
    }

    /// The provisioning service's host name, for devices and operators.
    String host() {
        return site.host().value();
    }

    /// The same with the port written out, for devices that cannot call 443.
    String hostAndPort() {
        return "%s:%d".formatted(site.relayed() ? LOOPBACK : host(), ready().ports().https());
    }

    /// The host names of the linked hubs, in order.
    List<String> hubHosts() {
        return site.hubs().values().stream().map(HubHostName::value).toList();
    }

    HubView hub(String hostName) {
        return ready().hubs().stream()
                .filter(hub -> hub.hostName().equals(hostName))
                .map(hub -> HubView.of(hub.connectionString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not a linked hub: " + hostName));
    }

    ProvisioningServiceClient service() {
        return new ProvisioningServiceClient(ready().serviceConnectionString());
    }

    StockDevice register(SecurityProvider identity)
            throws ProvisioningDeviceClientException, InterruptedException, TimeoutException {
        return StockDevice.register(host(), idScope(), identity);
    }

    /// Over a protocol whose port the client does not let anybody choose: skipped on machines where
    /// that port cannot be opened on an address of our own.
    StockDevice register(
            SecurityProvider identity, ProvisioningDeviceClientTransportProtocol protocol)
            throws ProvisioningDeviceClientException, InterruptedException, TimeoutException {
        Assumptions.assumeFalse(site.relayed(), "the ports of this protocol are not ours");
        return StockDevice.register(host(), idScope(), identity, protocol);
    }

    /// For requests that no stock client would send.
    RawHttps raw() {
        return RawHttps.to(
                host(),
                site.relayed() ? LOOPBACK : host(),
                ready().ports().https(),
                ready().caCertificate());
    }

    /// A connection for packets that no stock client would send.
    RawMqtt rawMqtt() throws Exception {
        return RawMqtt.to(site.relayed() ? LOOPBACK : host(), ready().ports().mqtt());
    }

    /// What is stored, counted from outside.
    RowCounts rowCounts() {
        return RowCounts.of(data);
    }

    @Override
    public void close() {
        server.close();
    }
}
