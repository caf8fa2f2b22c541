package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of the test's own. */
final class TestAuthority {
    private final AtomicLong serial = new AtomicLong(1);
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    TestAuthority() throws Exception {
        certificate = sign("CN=test-ca", keys, true);
    }

    record Identity(X509Certificate certificate, PrivateKey key) {}

    X509Certificate certificate() {
        return certificate;
    }

    /** @param subject such as {@code O=system:masters,CN=admin} */
    Identity issue(String subject) throws Exception {
        KeyPair own = newKeys();
        return new Identity(sign(subject, own, false), own.getPrivate());
    }

    /** A client's side of TLS: trusts this authority, shows an identity if there is one. */
    SSLContext client(Identity... identity) throws GeneralSecurityException {
        List<KeyManager> keys = new ArrayList<>();
        for (Identity shown : identity) {
            keys.add(KeyManagers.showing(shown.key(), List.of(shown.certificate())));
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys.toArray(KeyManager[]::new),
                new TrustManager[] {TrustManagers.signedBy(List.of(certificate))},
                null);
        return context;
    }

    private X509Certificate sign(String subject, KeyPair owner, boolean authority)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=test-ca"),
                BigInteger.valueOf(serial.getAndIncrement()),
                Date.from(now.minus(Duration.ofMinutes(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                new X500Name(subject),
                owner.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
            }));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }
}
