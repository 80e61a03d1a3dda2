package berth.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLException;

/// The server's side of TLS: TLS 1.2 and 1.3, forward secrecy only, a client certificate asked for
/// and never required, resumption by tickets, no renegotiation, no early data.
///
/// Source: reliability, section 7; device protocol, section 5.3.
public final class TlsTerminator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTerminator.class);

    private static final Duration RESUMPTION_TIME_MAX = Duration.ofHours(1);
    private static final int SESSIONS_MAX = 4_096;

    /// Best first; the engine leaves out what it does not know. The CBC suites are for clients that
    /// know no others, and BoringSSL has none of them.
    private static final List<String> CIPHER_SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");

    private static final AtomicBoolean FALLBACK_TOLD = new AtomicBoolean();

    private final TlsEngine engine;
    private final SslContext context;
    private final @Nullable TicketKeys ticketKeys;

    private TlsTerminator(TlsEngine engine, SslContext context, InstantSource clock) {
        this.engine = engine;
        this.context = context;
        this.ticketKeys =
                context.sessionContext() instanceof OpenSslServerSessionContext sessions
                        ? new TicketKeys(sessions, clock)
                        : null;
    }

    /// Makes ready to serve with this certificate.
    ///
    /// @param wanted used if it can be; BoringSSL falls back to the JDK where its library does not
    ///   load
    /// @throws IllegalArgumentException when the key does not fit the certificate or the engine
    public static TlsTerminator of(
            ServerCertificate certificate, TlsEngine wanted, InstantSource clock) {
        TlsEngine engine = usable(wanted);
        if (engine == TlsEngine.JDK) {
            // Read by the platform once, before its first handshake; there is no other way to say
            // it.
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
        try {
            SslContext context =
                    SslContextBuilder.forServer(
                                    certificate.key(),
                                    certificate.chain().toArray(new X509Certificate[0]))
                            .sslProvider(
                                    switch (engine) {
                                        case BORINGSSL -> SslProvider.OPENSSL_REFCNT;
                                        case JDK -> SslProvider.JDK;
                                    })
                            .protocols("TLSv1.2", "TLSv1.3")
                            .ciphers(CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE)
                            .clientAuth(ClientAuth.OPTIONAL)
                            .trustManager(new AcceptingTrust())
                            .sessionTimeout(RESUMPTION_TIME_MAX.toSeconds())
                            .sessionCacheSize(SESSIONS_MAX)
                            .build();
            return new TlsTerminator(engine, context, clock);
        } catch (SSLException e) {
            throw new IllegalArgumentException("the server certificate cannot be used for TLS", e);
        }
    }

    /// The engine in use.
    public TlsEngine engine() {
        return engine;
    }

    /// A handler for one connection.
    ///
    /// @param handshakeTime from now to the end of the handshake, absolute
    public SslHandler newHandler(ByteBufAllocator allocator, Duration handshakeTime) {
        if (ticketKeys != null) {
            ticketKeys.turn();
        }
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeTime.toMillis());
        return handler;
    }

    /// Frees what the native engine holds. No [#newHandler] after this; connections that are open
    /// live on.
    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }

    private static TlsEngine usable(TlsEngine wanted) {
        return switch (wanted) {
            case JDK -> TlsEngine.JDK;
            case BORINGSSL -> {
                if (OpenSsl.isAvailable()) {
                    yield TlsEngine.BORINGSSL;
                }
                if (FALLBACK_TOLD.compareAndSet(false, true)) {
                    LOG.warn(
                            "BoringSSL does not load here; TLS runs on the JDK's engine, which"
                                    + " costs several times the CPU for each new connection. Set"
                                    + " tls.engine = jdk to say that this is wanted.",
                            OpenSsl.unavailabilityCause());
                }
                yield TlsEngine.JDK;
            }
        };
    }
}
