package dev.carafe.kubernetes.apimachinery.pem;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads private keys: PKCS #8 ({@code PRIVATE KEY}, RFC 5958), PKCS #1 ({@code RSA PRIVATE KEY}, RFC 8017) and SEC 1 ({@code
 * EC PRIVATE KEY}, RFC 5915). The JDK reads the first only; the others are wrapped into it.
 */
public final class PrivateKeys {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END");
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OID = 0x06;
    private static final int PARAMETERS = 0xa0;

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
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        return switch (matcher.group(1)) {
            case "PRIVATE KEY" -> ofAnyAlgorithm(der);
            case "RSA PRIVATE KEY" -> key("RSA", wrap(SEQUENCE, VERSION_0, RSA, wrap(OCTET_STRING, der)));
            case "EC PRIVATE KEY" ->
                key("EC", wrap(SEQUENCE, VERSION_0, wrap(SEQUENCE, EC_OID, curve(der)), wrap(OCTET_STRING, der)));
            default -> throw new InvalidKeySpecException("unsupported key: " + matcher.group(1));
        };
    }

    private static PrivateKey ofAnyAlgorithm(byte[] pkcs8) throws GeneralSecurityException {
        InvalidKeySpecException last = new InvalidKeySpecException("unsupported key");
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return key(algorithm, pkcs8);
            } catch (InvalidKeySpecException e) {
                last = e;
            }
        }
        throw last;
    }

    private static PrivateKey key(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** The curve's object identifier out of SEC 1's ECPrivateKey, where it stands beneath tag [0]. */
    private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
        try {
            int at = skipHeader(sec1, 0);
            while (at < sec1.length) {
                int content = skipHeader(sec1, at);
                if ((sec1[at] & 0xff) == PARAMETERS && sec1[content] == OID) {
                    return Arrays.copyOfRange(sec1, content, content + 2 + sec1[content + 1]);
                }
                at = content + length(sec1, at);
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new InvalidKeySpecException("damaged EC key", e);
        }
        throw new InvalidKeySpecException("EC key without a named curve");
    }

    private static int skipHeader(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        if (der[at + 1] >= 0) {
            return der[at + 1];
        }
        int length = 0;
        for (int i = 0; i < (der[at + 1] & 0x7f); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] wrap(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
