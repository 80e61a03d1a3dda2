package berth.net.tls;

/// The two implementations of TLS we can run on.
public enum TlsEngine {
    /// Native; several times cheaper a handshake. Takes no P-521 (in TLS 1.3), Ed25519 and RSA-PSS
    /// certificates, and refuses CA-style leaves; such a client arrives without certificate.
    BORINGSSL,
    /// The platform's own; takes every certificate the platform can read, and speaks the CBC suites
    /// that some older clients need.
    JDK
}
