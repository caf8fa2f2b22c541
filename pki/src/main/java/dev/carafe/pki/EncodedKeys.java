package dev.carafe.pki;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import java.util.List;

/** What reading public and private keys has in common. */
final class EncodedKeys {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private EncodedKeys() {}

    /** Reads a key of one algorithm. */
    @FunctionalInterface
    interface Reader<K> {
        K read(KeyFactory algorithm) throws InvalidKeySpecException;
    }

    /** What stands between the lines of a PEM block, in Base64. */
    static byte[] decoded(String base64) throws InvalidKeySpecException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("damaged key", e);
        }
    }

    /** The key by the first algorithm that can read it. */
    static <K> K ofAnyAlgorithm(Reader<K> reader) throws GeneralSecurityException {
        InvalidKeySpecException last = new InvalidKeySpecException("unsupported key");
        for (String algorithm : ALGORITHMS) {
            try {
                return reader.read(KeyFactory.getInstance(algorithm));
            } catch (InvalidKeySpecException e) {
                last = e;
            }
        }
        throw last;
    }
}
