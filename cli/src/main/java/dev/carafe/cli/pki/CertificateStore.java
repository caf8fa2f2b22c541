package dev.carafe.cli.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * The folder of the cluster's keys and certificates. {@link #open} makes or renews the authority, {@link #ensure} makes
 * or renews one certificate: when it is missing, expires within {@link #RENEW_BEFORE}, was signed by another
 * authority, or no longer says what is asked.
 *
 * <p>The folder is {@code 0700}, keys are {@code 0600}. A renewed authority keeps its key, so what it signed stays
 * valid. Files are replaced atomically: the certificate last, so that a crash in between leaves a pair that the next
 * call finds unfit and makes anew.
 */
public final class CertificateStore {

    /** How long before its end a certificate is renewed. */
    public static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /** Validity of the authority; upstream's tools use the same ten years. */
    static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    /** Validity of what the authority signs. */
    static final Duration VALIDITY = Duration.ofDays(365);

    private static final String AUTHORITY_NAME = "kubernetes";
    private static final int SERVICE_ACCOUNT_KEY_BITS = 2048;

    private final Path directory;
    private final InstantSource clock;
    private final CertificateAuthority authority;

    private CertificateStore(Path directory, InstantSource clock, CertificateAuthority authority) {
        this.directory = directory;
        this.clock = clock;
        this.authority = authority;
    }

    /** Opens the store in {@code directory}, making folder and authority where they are missing. */
    public static CertificateStore open(Path directory, InstantSource clock)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return new CertificateStore(directory, clock, authority(directory, clock.instant()));
    }

    /** The authority's certificate, PEM. */
    public Path authorityFile() {
        return KeyPairFiles.in(directory, "ca").certificate();
    }

    /** The authority's key, PEM: for a controller that signs certificate requests. */
    public Path authorityKeyFile() {
        return KeyPairFiles.in(directory, "ca").key();
    }

    /** The files of a certificate that says what {@code request} asks and holds for at least 30 more days. */
    public KeyPairFiles ensure(CertificateRequest request) throws IOException, GeneralSecurityException {
        KeyPairFiles files = KeyPairFiles.in(directory, request.file());
        Instant now = clock.instant();
        if (!isFit(files, request, now)) {
            KeyPair keys = CertificateAuthority.newKeyPair();
            X509Certificate certificate = authority.issue(request, keys.getPublic(), now, VALIDITY);
            writeKey(files.key(), keys.getPrivate());
            writeCertificate(files.certificate(), certificate);
        }
        return files;
    }

    /** The RSA key pair that signs service account tokens: public key in {@code sa.pub}, private in {@code sa.key}. */
    public KeyPairFiles ensureServiceAccountKeys() throws IOException, GeneralSecurityException {
        KeyPairFiles files = new KeyPairFiles(directory.resolve("sa.pub"), directory.resolve("sa.key"));
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(SERVICE_ACCOUNT_KEY_BITS);
            KeyPair keys = generator.generateKeyPair();
            writeKey(files.key(), keys.getPrivate());
            write(files.certificate(), Pem.encode("PUBLIC KEY", keys.getPublic().getEncoded()), "rw-r--r--");
        }
        return files;
    }

    private static CertificateAuthority authority(Path directory, Instant now)
            throws IOException, GeneralSecurityException {
        KeyPairFiles files = KeyPairFiles.in(directory, "ca");
        if (!Files.exists(files.certificate())) {
            KeyPair keys = CertificateAuthority.newKeyPair();
            return save(files, CertificateAuthority.selfSigned(AUTHORITY_NAME, keys, now, AUTHORITY_VALIDITY));
        }
        X509Certificate certificate = Pem.certificate(files.certificate());
        PrivateKey key = Pem.privateKey(files.key(), "EC");
        if (endsSoon(certificate, now)) {
            KeyPair keys = new KeyPair(certificate.getPublicKey(), key);
            return save(files, CertificateAuthority.selfSigned(AUTHORITY_NAME, keys, now, AUTHORITY_VALIDITY));
        }
        return new CertificateAuthority(certificate, key);
    }

    private static CertificateAuthority save(KeyPairFiles files, CertificateAuthority authority)
            throws IOException, GeneralSecurityException {
        writeKey(files.key(), authority.key());
        writeCertificate(files.certificate(), authority.certificate());
        return authority;
    }

    private boolean isFit(KeyPairFiles files, CertificateRequest request, Instant now) throws IOException {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        try {
            X509Certificate certificate = Pem.certificate(files.certificate());
            certificate.verify(authority.certificate().getPublicKey());
            return !endsSoon(certificate, now)
                    && says(certificate, request)
                    && belongs(certificate, Pem.privateKey(files.key(), "EC"));
        } catch (GeneralSecurityException e) {
            return false; // another authority's, or damaged: a crash between key and certificate, a stranger's edit
        }
    }

    private static boolean endsSoon(X509Certificate certificate, Instant now) {
        return certificate.getNotAfter().toInstant().isBefore(now.plus(RENEW_BEFORE));
    }

    private static boolean belongs(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        byte[] probe = {1};
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key);
        signer.update(probe);
        byte[] signature = signer.sign();
        signer.initVerify(certificate.getPublicKey());
        signer.update(probe);
        return signer.verify(signature);
    }

    private static boolean says(X509Certificate certificate, CertificateRequest request)
            throws GeneralSecurityException {
        StringBuilder name = new StringBuilder("CN=").append(request.commonName());
        for (String organization : request.organizations().reversed()) {
            name.append(",O=").append(organization);
        }
        if (!certificate.getSubjectX500Principal().equals(new X500Principal(name.toString()))) {
            return false;
        }
        Set<String> names = new HashSet<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            alternatives.forEach(each -> names.add(String.valueOf(each.get(1))));
        }
        return names.containsAll(request.dnsNames()) && names.containsAll(request.addresses());
    }

    private static void writeCertificate(Path file, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        write(file, Pem.encode("CERTIFICATE", certificate.getEncoded()), "rw-r--r--");
    }

    private static void writeKey(Path file, PrivateKey key) throws IOException {
        write(file, Pem.encode("PRIVATE KEY", key.getEncoded()), "rw-------");
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.writeString(fresh, text, StandardCharsets.US_ASCII);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
