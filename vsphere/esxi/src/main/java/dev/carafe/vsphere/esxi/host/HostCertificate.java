package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carafe.pki.Certificates;
import dev.carafe.pki.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The certificate that the host shows, which is its own authority: whoever adds the host to a vCenter knows it by its
 * thumbprint.
 *
 * @param certificateFile PEM
 * @param keyFile PEM, for this user's eyes only
 */
record HostCertificate(Path certificateFile, Path keyFile, String pem, X509Certificate certificate) {
    static final String FILE = "host.crt";

    private static final Duration VALIDITY = Duration.ofDays(10 * 365);

    /**
     * The certificate of a state folder; at first start it is made.
     *
     * @param addresses literals that it is valid for beside the name
     */
    static HostCertificate open(Path folder, String name, List<String> addresses, Instant now) throws IOException {
        Path certificateFile = folder.resolve(FILE);
        Path keyFile = folder.resolve("host.key");
        try {
            if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
                SelfSigned made = SelfSigned.make(name, List.of(name, "localhost"), addresses, now, VALIDITY);
                StateFolder.writeSecret(keyFile, made.keyPem());
                StateFolder.writeSecret(certificateFile, made.certificatePem());
            }
            String pem = Files.readString(certificateFile, US_ASCII);
            List<X509Certificate> all = Certificates.of(pem);
            if (all.isEmpty()) {
                throw new IOException(certificateFile + " holds no certificate; remove it and " + keyFile
                        + " to have the host make new ones");
            }
            return new HostCertificate(certificateFile, keyFile, pem, all.getFirst());
        } catch (GeneralSecurityException e) {
            throw new IOException(certificateFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The SHA-1 fingerprint as vSphere writes thumbprints: pairs of digits with colons between. */
    String thumbprint() {
        return fingerprint("SHA-1");
    }

    String fingerprint(String algorithm) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    e); // every JDK has the algorithm, and the certificate was read from its encoding
        }
    }
}
