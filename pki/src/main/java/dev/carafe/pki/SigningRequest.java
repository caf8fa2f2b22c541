package dev.carafe.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Requests for certificates (PKCS #10, RFC 2986), for a key that stays with whoever asks. */
public final class SigningRequest {
    private static final Base64.Encoder BODY = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final byte[] SAMPLE = {1, 2, 3, 4};

    private SigningRequest() {}

    /**
     * A request, in PEM form.
     *
     * @param subject a distinguished name such as {@code CN=esx1,O=Example} (RFC 4514)
     * @param dnsNames the DNS names that the certificate is to be valid for
     * @param addresses the IP addresses, as literals
     * @throws IllegalArgumentException when the subject is no distinguished name
     */
    public static String pem(
            PublicKey publicKey, PrivateKey key, String subject, List<String> dnsNames, List<String> addresses)
            throws GeneralSecurityException {
        JcaPKCS10CertificationRequestBuilder request =
                new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), publicKey);
        GeneralName[] names = Stream.concat(
                        dnsNames.stream().distinct().map(each -> new GeneralName(GeneralName.dNSName, each)),
                        addresses.stream().distinct().map(each -> new GeneralName(GeneralName.iPAddress, each)))
                .toArray(GeneralName[]::new);
        try {
            if (names.length > 0) {
                ExtensionsGenerator extensions = new ExtensionsGenerator();
                extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
                request.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            byte[] made = request.build(new JcaContentSignerBuilder(algorithm(key)).build(key))
                    .getEncoded();
            return "-----BEGIN CERTIFICATE REQUEST-----\n" + BODY.encodeToString(made)
                    + "\n-----END CERTIFICATE REQUEST-----\n";
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Whether two keys belong to each other. */
    public static boolean isPair(PublicKey publicKey, PrivateKey key) throws GeneralSecurityException {
        if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm(key));
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(SAMPLE);
        return signature.verify(signed);
    }

    private static String algorithm(PrivateKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default -> throw new GeneralSecurityException("keys of " + key.getAlgorithm() + " are not known");
        };
    }
}
