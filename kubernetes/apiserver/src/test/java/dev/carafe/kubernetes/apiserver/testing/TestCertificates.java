package dev.carafe.kubernetes.apiserver.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA with a server's and clients' certificates, as PEM files in a directory. */
public final class TestCertificates {
    private final Path directory;
    private final KeyPair caKeys;
    private final X509Certificate ca;
    private long serial = 1;

    public TestCertificates(Path directory) throws IOException {
        try {
            this.directory = directory;
            caKeys = keys();
            ca = certificate("CN=test-ca", caKeys, "CN=test-ca", caKeys.getPrivate(), true);
            write("ca", ca, caKeys.getPrivate());
            issue("server", "CN=kube-apiserver");
            issue("admin", "O=system:masters,CN=kubernetes-admin");
            issue("service-account", "CN=service-account");
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** Makes a certificate and a key with this file name. */
    public void issue(String file, String subject) throws IOException {
        try {
            KeyPair keys = keys();
            write(file, certificate(subject, keys, "CN=test-ca", caKeys.getPrivate(), false), keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    private X509Certificate certificate(String subject, KeyPair keys, String issuer, PrivateKey signer, boolean isCa)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(serial++),
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(86_400)),
                new X500Name(subject),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
        if (!isCa) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    }

    private void write(String file, X509Certificate certificate, PrivateKey key)
            throws IOException, GeneralSecurityException {
        pem(file + ".crt", "CERTIFICATE", certificate.getEncoded());
        pem(file + ".key", "PRIVATE KEY", key.getEncoded());
    }

    private void pem(String file, String type, byte[] der) throws IOException {
        StringWriter out = new StringWriter();
        out.write("-----BEGIN " + type + "-----\n");
        out.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        out.write("\n-----END " + type + "-----\n");
        Files.writeString(directory.resolve(file), out.toString());
    }

    /** A file by its name, such as {@code admin.crt}. */
    public Path file(String name) {
        return directory.resolve(name);
    }
}
