package dev.carafe.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates and keys out of files. */
public final class PemFiles {
    private PemFiles() {}

    /**
     * All certificates in {@code file}.
     *
     * @throws IOException if it cannot be read or holds none
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates;
        try {
            certificates = Certificates.of(text(file));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no certificates: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificates");
        }
        return certificates;
    }

    /**
     * The first certificate in {@code pem}.
     *
     * @throws GeneralSecurityException if it holds none
     */
    public static X509Certificate certificateIn(String pem) throws GeneralSecurityException {
        List<X509Certificate> certificates = Certificates.of(pem);
        if (certificates.isEmpty()) {
            throw new CertificateException("it holds no certificate");
        }
        return certificates.getFirst();
    }

    /**
     * The private key in {@code file}, EC, RSA or Ed25519.
     *
     * @throws IOException if it cannot be read or holds no such key
     */
    public static PrivateKey privateKey(Path file) throws IOException {
        try {
            return PrivateKeys.of(text(file));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no private key: " + e.getMessage(), e);
        }
    }

    /**
     * The public keys in {@code file}, those of certificates among them; none where it holds none.
     *
     * @throws IOException if it cannot be read, or one is damaged or of an unknown kind
     */
    public static List<PublicKey> publicKeys(Path file) throws IOException {
        try {
            return PublicKeys.of(text(file));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a public key that cannot be used: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1); // what stands around the PEM blocks may be anything
    }
}
