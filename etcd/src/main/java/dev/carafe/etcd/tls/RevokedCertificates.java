package dev.carafe.etcd.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * A list of certificates that were revoked, read again for each connection, so that it can be replaced while the server
 * runs. Source: RFC 5280, section 5, and etcd {@code client/pkg/transport/listener_tls.go}.
 *
 * @param file the list, DER or PEM
 */
public record RevokedCertificates(Path file) {
    private static final int BYTES_MAX = 64 << 20;

    /**
     * Refuses a chain of which the list names a certificate. As in etcd, a serial number counts whoever issued it.
     *
     * @throws CertificateException when it does, and when the list cannot be read: nobody can tell then
     */
    void check(X509Certificate[] chain) throws CertificateException {
        X509CRL list = read();
        for (X509Certificate certificate : chain) {
            if (list.isRevoked(certificate) || list.getRevokedCertificate(certificate.getSerialNumber()) != null) {
                throw new CertificateException("certificate serial "
                        + certificate.getSerialNumber().toString(16) + " was revoked (" + file + ")");
            }
        }
    }

    /**
     * Reads the list, as a server does at its start to say what is wrong with it.
     *
     * @throws CertificateException when it cannot be read
     */
    public X509CRL read() throws CertificateException {
        try (InputStream from = Files.newInputStream(file)) {
            byte[] bytes = from.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new CertificateException(file + " is larger than " + BYTES_MAX + " bytes");
            }
            CRL list = CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
            if (list instanceof X509CRL x509) {
                return x509;
            }
            throw new CertificateException(file + " holds no list of revoked certificates");
        } catch (IOException | CRLException e) {
            throw new CertificateException(
                    "the list of revoked certificates " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
