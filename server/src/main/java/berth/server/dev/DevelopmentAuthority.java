package berth.server.dev;

import berth.net.tls.ServerCertificate;
import berth.server.PemFiles;
import berth.server.StartupProblem;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.CertificateText;
import berth.wire.x509.IssuedCertificate;
import berth.wire.x509.PrivateKeyText;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// The certificate authority of a development service: a root made at the first start and kept in
/// the data folder, and a server certificate issued anew at every start for the names asked for.
/// Clients trust the root; it changes only with the data folder.
final class DevelopmentAuthority {
    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    private final Path folder;
    private final CertificateIssuer issuer;

    DevelopmentAuthority(Path folder, CertificateIssuer issuer) {
        this.folder = folder;
        this.issuer = issuer;
    }

    /// Where the root certificate is, for clients.
    Path certificateFile() {
        return folder.resolve("root-ca.pem");
    }

    /// A certificate for all of these names and addresses, signed by the root.
    ServerCertificate serverCertificate(List<String> names, List<InetAddress> addresses) {
        var root = root();
        var server = issuer.server(root, names, addresses, SERVER_LIFE);
        return new ServerCertificate(
                server.key(), List.of(server.certificate(), root.certificate()));
    }

    private IssuedCertificate root() {
        var keyFile = folder.resolve("root-ca.key");
        try {
            Files.createDirectories(folder);
            if (Files.exists(keyFile) && Files.exists(certificateFile())) {
                return new IssuedCertificate(
                        PemFiles.certificate(certificateFile()).certificate(),
                        PemFiles.privateKey(keyFile),
                        List.of());
            }
            var root = issuer.rootAuthority("Berth development root CA", ROOT_LIFE);
            writePrivately(keyFile, PrivateKeyText.pem(root.key()));
            Files.writeString(certificateFile(), CertificateText.pem(root.certificate()));
            return root;
        } catch (IOException e) {
            throw new StartupProblem(
                    "cannot keep the development CA in %s: %s".formatted(folder, e.getMessage()),
                    e);
        }
    }

    /// Writes a file that only its owner may read, from its first byte on.
    static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }
}
