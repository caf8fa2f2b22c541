package dev.carafe.pki;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys from PEM: {@code PUBLIC KEY} (RFC 7468), and those in certificates. */
public final class PublicKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]+)-----END \\1-----");

    private PublicKeys() {}

    /**
     * The public keys of a text, in its order, EC, RSA or Ed25519; none where it holds none.
     *
     * @throws GeneralSecurityException when one is damaged, or of another kind
     */
    public static List<PublicKey> of(String pem) throws GeneralSecurityException {
        List<PublicKey> keys = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            keys.add(
                    matcher.group(1).equals("CERTIFICATE")
                            ? PemFiles.certificateIn(matcher.group()).getPublicKey()
                            : ofAnyAlgorithm(EncodedKeys.decoded(matcher.group(2))));
        }
        return keys;
    }

    private static PublicKey ofAnyAlgorithm(byte[] encoded) throws GeneralSecurityException {
        return EncodedKeys.ofAnyAlgorithm(algorithm -> algorithm.generatePublic(new X509EncodedKeySpec(encoded)));
    }
}
