package berth.server;

import berth.core.attestation.EnrolledCertificate;
import berth.wire.x509.CertificateText;
import berth.wire.x509.PrivateKeyText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;

/// Certificates and keys in files, for those who start the program: what cannot be read is a
/// [StartupProblem] that names the file.
public final class PemFiles {
    private PemFiles() {}

    public static EnrolledCertificate certificate(Path file) {
        return switch (CertificateText.read(text(file))) {
            case CertificateText.Reading.Read(var certificate) -> certificate;
            case CertificateText.Reading.Unreadable(var reason) ->
                    throw new StartupProblem("%s: %s".formatted(file, reason));
        };
    }

    public static PrivateKey privateKey(Path file) {
        return switch (PrivateKeyText.read(text(file))) {
            case PrivateKeyText.Reading.Read(var key) -> key;
            case PrivateKeyText.Reading.Unreadable(var reason) ->
                    throw new StartupProblem("%s: %s".formatted(file, reason));
        };
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartupProblem("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
