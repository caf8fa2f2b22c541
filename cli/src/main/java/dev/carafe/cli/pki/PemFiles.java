package dev.carafe.cli.pki;

import dev.carafe.kubernetes.apimachinery.pem.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates and keys as objects, for parts that want them so. Stateless. */
public final class PemFiles {

    private PemFiles() {}

    /**
     * All certificates in {@code file}.
     *
     * @throws IOException if it cannot be read or holds none
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .forEach(each -> certificates.add((X509Certificate) each));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no certificates: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificates");
        }
        return certificates;
    }

    /**
     * The private key in {@code file}, EC or RSA.
     *
     * @throws IOException if it cannot be read or holds no such key
     */
    public static PrivateKey privateKey(Path file) throws IOException {
        try {
            return PrivateKeys.of(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no private key: " + e.getMessage(), e);
        }
    }
}
