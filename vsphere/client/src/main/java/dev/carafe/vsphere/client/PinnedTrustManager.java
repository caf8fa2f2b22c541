package dev.carafe.vsphere.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the one certificate of a thumbprint, or any, and nothing for clients. It is an extended one so that the JDK does not add
 * the check of the host's name: the pin says more than the name, and appliances are often asked by address.
 */
final class PinnedTrustManager extends X509ExtendedTrustManager {
    /** Null for whichever. */
    private final @Nullable Thumbprint expected;

    private PinnedTrustManager(@Nullable Thumbprint expected) {
        this.expected = expected;
    }

    static PinnedTrustManager to(Thumbprint expected) {
        return new PinnedTrustManager(expected);
    }

    /** Accepts every certificate. */
    static PinnedTrustManager anything() {
        return new PinnedTrustManager(null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("the server has no certificate");
        }
        try {
            if (expected != null && !expected.matches(chain[0])) {
                throw new CertificateException("the server's certificate has the thumbprint "
                        + Thumbprint.sha256(chain[0]) + " (SHA-1 " + Thumbprint.sha1(chain[0]) + ") and not "
                        + expected);
            }
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
