package dev.carafe.pki;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Reads private keys: PKCS #8 ({@code PRIVATE KEY}, RFC 5958), PKCS #1 ({@code RSA PRIVATE KEY}, RFC 8017) and SEC 1 ({@code
 * EC PRIVATE KEY}, RFC 5915). The JDK reads the first, which Carafe writes; Bouncy Castle, loaded only then, the others.
 */
public final class PrivateKeys {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END \\1-----");

    private PrivateKeys() {}

    /**
     * The first private key of a text; whatever else stands there, such as an EC key's parameters, is passed over.
     *
     * @throws InvalidKeySpecException when there is none, or none of a known kind
     */
    public static PrivateKey of(String pem) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(pem);
        if (!matcher.find()) {
            throw new InvalidKeySpecException("no private key in PEM form");
        }
        return switch (matcher.group(1)) {
            case "PRIVATE KEY" -> ofAnyAlgorithm(EncodedKeys.decoded(matcher.group(2)));
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> ofItsOwnForm(matcher.group());
            default -> throw new InvalidKeySpecException("unsupported key: " + matcher.group(1));
        };
    }

    private static PrivateKey ofAnyAlgorithm(byte[] pkcs8) throws GeneralSecurityException {
        return EncodedKeys.ofAnyAlgorithm(algorithm -> algorithm.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }

    private static PrivateKey ofItsOwnForm(String block) throws InvalidKeySpecException {
        try (PEMParser parser = new PEMParser(new StringReader(block))) {
            if (parser.readObject() instanceof PEMKeyPair pair) {
                return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
            }
            throw new InvalidKeySpecException("unsupported key");
        } catch (IOException | RuntimeException e) { // the parser throws both for bytes that are no key
            throw new InvalidKeySpecException("damaged key: " + e.getMessage(), e);
        }
    }
}
