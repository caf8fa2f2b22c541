package dev.carafe.vsphere.client;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A certificate's digest in the form that vSphere writes it: {@code 3F:07:…}, upper case, SHA-1 (20 bytes) or SHA-256 (32).
 *
 * @param text the canonical form
 */
public record Thumbprint(String text) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();
    private static final int SHA1_BYTES = 20;
    private static final int SHA256_BYTES = 32;

    /** @throws IllegalArgumentException when it is neither a SHA-1 nor a SHA-256 digest in hexadecimal with colons */
    public Thumbprint {
        text = text.strip().toUpperCase(Locale.ROOT);
        int bytes = COLONS.parseHex(text).length;
        if (bytes != SHA1_BYTES && bytes != SHA256_BYTES) {
            throw new IllegalArgumentException("a thumbprint has 20 bytes (SHA-1) or 32 (SHA-256), this has " + bytes);
        }
    }

    public static Thumbprint sha1(X509Certificate certificate) throws GeneralSecurityException {
        return of("SHA-1", certificate);
    }

    public static Thumbprint sha256(X509Certificate certificate) throws GeneralSecurityException {
        return of("SHA-256", certificate);
    }

    boolean matches(X509Certificate certificate) throws GeneralSecurityException {
        boolean short20 = COLONS.parseHex(text).length == SHA1_BYTES;
        return equals(short20 ? sha1(certificate) : sha256(certificate));
    }

    /** @throws CertificateException when a server's certificate has another */
    void require(X509Certificate certificate) throws CertificateException {
        try {
            if (!matches(certificate)) {
                throw new CertificateException("the server's certificate has the thumbprint " + sha256(certificate)
                        + " (SHA-1 " + sha1(certificate) + ") and not " + this);
            }
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private static Thumbprint of(String algorithm, X509Certificate certificate) throws GeneralSecurityException {
        return new Thumbprint(
                COLONS.formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded())));
    }

    @Override
    public String toString() {
        return text;
    }
}
