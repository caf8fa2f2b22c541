package dev.carafe.etcd.peer;

import dev.carafe.etcd.tls.AllowedNames;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of members' certificates, of the test's own, with its files in a folder. */
public final class PeerAuthority {
    private static final Base64.Encoder BODY = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final X500Name name;
    private final KeyPair keys = newKeys();
    private int issued;

    public PeerAuthority(Path folder, String name) throws Exception {
        this.folder = folder;
        this.name = new X500Name("CN=" + name);
        write(file("ca.crt"), "CERTIFICATE", sign(this.name, keys, true, List.of()));
    }

    public Path file(String file) {
        return folder.resolve(name.toString().substring(3) + "-" + file);
    }

    /** A member's files, valid for 127.0.0.1 and the names; others are admitted by this authority and their names. */
    public PeerConfig.Tls member(String commonName, List<String> dnsNames, AllowedNames allowed) throws Exception {
        return member(commonName, dnsNames, allowed, KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);
    }

    /** Files of a member that cannot call others with them. */
    public PeerConfig.Tls server(String commonName) throws Exception {
        return member(commonName, List.of(), AllowedNames.ANY, KeyPurposeId.id_kp_serverAuth);
    }

    private PeerConfig.Tls member(
            String commonName, List<String> dnsNames, AllowedNames allowed, KeyPurposeId... purposes) throws Exception {
        issued++;
        KeyPair own = newKeys();
        Path certificate = file(issued + ".crt");
        Path key = file(issued + ".key");
        write(certificate, "CERTIFICATE", sign(new X500Name("CN=" + commonName), own, false, dnsNames, purposes));
        write(key, "PRIVATE KEY", own.getPrivate().getEncoded());
        return new PeerConfig.Tls(certificate, key, file("ca.crt"), true, false, allowed, null, null);
    }

    /** Writes the list of certificates that were revoked: the issued ones of some numbers, from 1 on. */
    public Path revoke(int... numbers) throws Exception {
        Date now = Date.from(Instant.now());
        JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(new X500Principal(name.toString()), now);
        for (int number : numbers) {
            var _ = builder.addCRLEntry(BigInteger.valueOf(number + 1L), now, CRLReason.unspecified);
        }
        byte[] list = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        write(file("ca.crl"), "X509 CRL", list);
        return file("ca.crl");
    }

    private byte[] sign(
            X500Name subject, KeyPair owner, boolean authority, List<String> dnsNames, KeyPurposeId... purposes)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(issued + 1L),
                Date.from(now.minus(Duration.ofMinutes(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                subject,
                owner.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            List<GeneralName> names = new ArrayList<>(List.of(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            dnsNames.forEach(each -> names.add(new GeneralName(GeneralName.dNSName, each)));
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private static void write(Path file, String label, byte[] der) throws IOException {
        Files.writeString(
                file, "-----BEGIN " + label + "-----\n" + BODY.encodeToString(der) + "\n-----END " + label + "-----\n");
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }
}
