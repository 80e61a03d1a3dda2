package berth.cli;

import berth.cli.fleet.DemoFleet;
import berth.server.StartupProblem;
import berth.server.dev.Ready;
import berth.wire.x509.CertificateText;
import berth.wire.x509.PrivateKeyText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What to try after the quickstart, ready to paste, with the files it needs.
final class WhatNext {
    private WhatNext() {}

    static String of(Ready ready, DemoFleet fleet, Path folder) {
        var authority = folder.resolve("fleet-ca.pem");
        write(authority, CertificateText.pem(fleet.authority().certificate()));
        write(folder.resolve("fleet-ca.key"), PrivateKeyText.pem(fleet.authority().key()));
        var groupKey = fleet.groupKey().revealBase64();
        var text = new StringBuilder();
        Summary.line(text, "group key", groupKey);
        Summary.line(text, "fleet CA", authority + " (key beside it)");
        text.append(
                """

                Try next, from another terminal:
                  More devices, over every transport and with the habits of the Java client:
                    ./berth simulate --host %1$s --port %2$d \\
                        --mqtt-port %6$d --amqp-port %7$d --id-scope %3$s --ca %4$s \\
                        --group-key '%5$s' --prefix more --devices 20 \\
                        --transport mix --client java
                  A stock Azure device SDK (Java), with nothing changed but the address:
                    keytool -importcert -noprompt -alias berth -file %4$s \\
                        -keystore berth.p12 -storetype PKCS12 -storepass changeit
                    java -Djavax.net.ssl.trustStore=berth.p12 \\
                         -Djavax.net.ssl.trustStorePassword=changeit ...
                      byte[] deviceKey = SecurityProviderSymmetricKey.ComputeDerivedSymmetricKey(
                          "%5$s".getBytes(UTF_8),
                          "my-device");
                      ProvisioningDeviceClient.create("%1$s", "%3$s",
                          ProvisioningDeviceClientTransportProtocol.HTTPS,
                          new SecurityProviderSymmetricKey(deviceKey, "my-device"));

                """
                        .formatted(
                                ready.deviceHost(),
                                ready.ports().https(),
                                ready.idScope(),
                                ready.caCertificate(),
                                groupKey,
                                ready.ports().mqtt(),
                                ready.ports().amqp()));
        return text.toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StartupProblem("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
