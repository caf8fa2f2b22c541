package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.TrustManagers;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS as the kubelet serves it: 1.2 and 1.3, with a client certificate where the client has one. */
final class ServerTls {
    private ServerTls() {}

    static SslContextFactory.Server of(KubeletServerConfig config) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {KeyManagers.showing(config.key(), config.chain())},
                new TrustManager[] {TrustManagers.signedBy(config.clientAuthorities())},
                null);
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setWantClientAuth(true);
        return factory;
    }
}
