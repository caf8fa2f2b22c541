package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carafe.http.TlsPolicy;
import dev.carafe.pki.Certificates;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.PrivateKeys;
import dev.carafe.pki.SelfSigned;
import dev.carafe.pki.SigningRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The certificate that the host shows. At first it is its own authority: whoever adds the host to a vCenter knows it by its
 * thumbprint. Another one can be installed for its key, or for a key that was given before. Any thread.
 */
final class HostCertificate {
    static final String FILE = "host.crt";

    private static final String KEY_FILE = "host.key";
    /** A key that was given, for the certificate that is installed next. */
    private static final String NEXT_KEY_FILE = "host.key.next";

    private static final Duration VALIDITY = Duration.ofDays(10 * 365);
    /** More than any chain that is in use. */
    private static final int PEM_MAX = 64 << 10;

    private final Path certificateFile;
    private final Path keyFile;
    private final Path nextKeyFile;
    private volatile Shown shown;

    private record Shown(String pem, X509Certificate certificate) {}

    private HostCertificate(Path folder, Shown shown) {
        certificateFile = folder.resolve(FILE);
        keyFile = folder.resolve(KEY_FILE);
        nextKeyFile = folder.resolve(NEXT_KEY_FILE);
        this.shown = shown;
    }

    /**
     * The certificate of a state folder; at first start it is made.
     *
     * @param addresses literals that it is valid for beside the name
     */
    static HostCertificate open(Path folder, String name, List<String> addresses, Instant now) throws IOException {
        Path certificateFile = folder.resolve(FILE);
        Path keyFile = folder.resolve(KEY_FILE);
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
            HostCertificate opened = new HostCertificate(folder, new Shown(pem, all.getFirst()));
            opened.settle();
            return opened;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificateFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The agent may have ended between a certificate and its key. */
    private void settle() throws IOException, GeneralSecurityException {
        if (Files.exists(nextKeyFile) && !isKeyOf(keyFile, certificate()) && isKeyOf(nextKeyFile, certificate())) {
            Files.move(nextKeyFile, keyFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isKeyOf(Path file, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        return Files.exists(file) && SigningRequest.isPair(certificate.getPublicKey(), PemFiles.privateKey(file));
    }

    /** PEM; read anew by who wants what is shown now. */
    Path certificateFile() {
        return certificateFile;
    }

    TlsPolicy policy() {
        return TlsPolicy.anyClient(certificateFile, keyFile);
    }

    String pem() {
        return shown.pem();
    }

    X509Certificate certificate() {
        return shown.certificate();
    }

    /** A request for a certificate of the host's key. */
    String request(String subject, List<String> dnsNames, List<String> addresses)
            throws IOException, GeneralSecurityException {
        PrivateKey key = PemFiles.privateKey(keyFile);
        return SigningRequest.pem(certificate().getPublicKey(), key, subject, dnsNames, addresses);
    }

    /**
     * Takes a key for the certificate that is installed next.
     *
     * @throws GeneralSecurityException when it is no key
     */
    synchronized void provision(String keyPem) throws IOException, GeneralSecurityException {
        if (keyPem.length() > PEM_MAX) {
            throw new GeneralSecurityException("it has more than " + PEM_MAX + " characters");
        }
        PrivateKeys.of(keyPem);
        StateFolder.writeSecret(nextKeyFile, keyPem);
    }

    /**
     * Takes another certificate in the place of the one before.
     *
     * @param pem the certificate, and those that vouch for it
     * @throws GeneralSecurityException when it is none, has ended, or belongs to no key of the host's; nothing has changed then
     */
    synchronized void install(String pem, Instant now) throws IOException, GeneralSecurityException {
        if (pem.length() > PEM_MAX) {
            throw new CertificateException("it has more than " + PEM_MAX + " characters");
        }
        List<X509Certificate> all = Certificates.of(pem);
        if (all.isEmpty()) {
            throw new CertificateException("it is no certificate in PEM form");
        }
        X509Certificate own = all.getFirst();
        if (own.getNotAfter().toInstant().isBefore(now)) {
            throw new CertificateException(
                    "it was valid until " + own.getNotAfter().toInstant());
        }
        boolean next = isKeyOf(nextKeyFile, own);
        if (!next && !isKeyOf(keyFile, own)) {
            throw new CertificateException(
                    "it is for another key than the host's: have one made for a request of the host's");
        }
        StateFolder.writeSecret(certificateFile, pem);
        shown = new Shown(pem, own);
        if (next) {
            settle();
        }
    }

    /** The SHA-1 fingerprint as vSphere writes thumbprints: pairs of digits with colons between. */
    String thumbprint() {
        return fingerprint("SHA-1");
    }

    String fingerprint(String algorithm) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(algorithm).digest(certificate().getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    e); // every JDK has the algorithm, and the certificate was read from its encoding
        }
    }
}
