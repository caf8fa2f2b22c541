package dev.carafe.kubernetes.client.http;

import dev.carafe.pki.Certificates;
import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PrivateKeys;
import dev.carafe.pki.TrustManagers;
import dev.carafe.pki.UnverifiedTrustManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
        return new TrustManager[] {TrustManagers.signedBy(Certificates.of(access.caPem()))};
    }
}
