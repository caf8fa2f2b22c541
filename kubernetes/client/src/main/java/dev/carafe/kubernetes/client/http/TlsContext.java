package dev.carafe.kubernetes.client.http;

import dev.carafe.pki.Certificates;
import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PrivateKeys;
import dev.carafe.pki.UnverifiedTrustManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The TLS context that an access asks for. */
public final class TlsContext {
    private TlsContext() {}

    public static SSLContext of(ClusterAccess access) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(access), trust(access), null);
        return context;
    }

    private static KeyManager @Nullable [] keys(ClusterAccess access) throws GeneralSecurityException {
        if (access.clientCertificatePem().isEmpty()) {
            return null;
        }
        return new KeyManager[] {
            KeyManagers.showing(PrivateKeys.of(access.clientKeyPem()), Certificates.of(access.clientCertificatePem()))
        };
    }

    private static TrustManager @Nullable [] trust(ClusterAccess access) throws GeneralSecurityException, IOException {
        if (access.insecureSkipTlsVerify()) {
            // insecure-skip-tls-verify, which the user has to ask for
            return new TrustManager[] {new UnverifiedTrustManager()};
        }
        if (access.caPem().isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        List<X509Certificate> authorities = Certificates.of(access.caPem());
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
