package dev.carafe.pki;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/**
 * Accepts servers by their own certificate alone, whoever signed it, and no clients. It is an extended one so that the JDK does not
 * add the check of the host's name: the pin says more than the name, and appliances are often asked by address.
 */
public final class PinnedTrustManager extends ServerTrustManager {
    private final Pin pin;

    /** Which certificate is accepted. */
    @FunctionalInterface
    public interface Pin {
        /** @throws CertificateException when it is another, with what was expected */
        void check(X509Certificate certificate) throws CertificateException;
    }

    public PinnedTrustManager(Pin pin) {
        this.pin = pin;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("the server has no certificate");
        }
        pin.check(chain[0]);
    }
}
