package dev.carafe.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Locale;
import javax.net.ssl.X509TrustManager;

/**
 * Accepts a server that is asked by another address than its name: one whose certificate is signed by given CAs and says that
 * name (RFC 6125, DNS names of the subject's alternative names).
 */
public final class NamedTrustManager extends ServerTrustManager {
    private final X509TrustManager signers;
    private final String name;

    /**
     * Trust in a server.
     *
     * @param name the name that its certificate must have
     * @param cas who may have signed it
     */
    public NamedTrustManager(String name, Collection<X509Certificate> cas) throws GeneralSecurityException {
        this.signers = TrustManagers.signedBy(cas);
        this.name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        signers.checkServerTrusted(chain, authType);
        boolean named = CertificateNames.dnsNames(chain[0]).stream()
                .anyMatch(certified -> CertificateNames.matches(certified, name));
        if (!named) {
            throw new CertificateException("the certificate is not valid for " + name);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return signers.getAcceptedIssuers();
    }
}
