package dev.carafe.etcd.tls;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How servers of gRPC speak TLS. Netty's builder is not used: the first context of a server that it makes reads a key of Netty's own by
 * Bouncy Castle, whose provider takes longer to load than all else that a small store does at its start. Stateless.
 */
public final class ServerContexts {
    private ServerContexts() {}

    /**
     * A server's choices.
     *
     * @param protocols versions of TLS by the JDK's names, the preferred first
     * @param cipherSuites by their IANA names, none for those that HTTP/2 allows
     * @param applications protocols within TLS by their ALPN names, the preferred first
     */
    public record Choices(List<String> protocols, List<String> cipherSuites, List<String> applications) {
        public Choices {
            protocols = List.copyOf(protocols);
            cipherSuites = List.copyOf(cipherSuites);
            applications = List.copyOf(applications);
        }
    }

    /**
     * A context that shows a certificate.
     *
     * @param certFile certificate chain, PEM
     * @param keyFile its private key, PEM
     * @param clients judges their certificates, null where none is asked for
     * @param auth whether one is asked for
     * @throws IOException when a file cannot be read, or does not hold what it should
     */
    public static SslContext of(
            Path certFile, Path keyFile, @Nullable TrustManager clients, ClientAuth auth, Choices choices)
            throws IOException {
        boolean usual = choices.cipherSuites().isEmpty();
        return new JdkSslContext(
                context(certFile, keyFile, clients),
                false,
                usual ? Http2SecurityUtil.CIPHERS : choices.cipherSuites(),
                usual ? SupportedCipherSuiteFilter.INSTANCE : IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        choices.applications()),
                auth,
                choices.protocols().toArray(String[]::new),
                false);
    }

    private static SSLContext context(Path certFile, Path keyFile, @Nullable TrustManager clients) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager key = KeyManagers.showing(PemFiles.privateKey(keyFile), PemFiles.certificates(certFile));
            TrustManager[] trust = clients == null ? new TrustManager[0] : new TrustManager[] {clients};
            context.init(new KeyManager[] {key}, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certFile + " with " + keyFile, e);
        }
    }
}
