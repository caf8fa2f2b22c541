package dev.carafe.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates from PEM (RFC 7468). */
public final class Certificates {
    private Certificates() {}

    /**
     * All certificates of a text, in its order; none where it holds none.
     *
     * @throws CertificateException when one is damaged
     */
    public static List<X509Certificate> of(String pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}
