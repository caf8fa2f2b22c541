package dev.carafe.etcd.embed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import dev.carafe.etcd.auth.JwtTokens;
import dev.carafe.pki.PemFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of JSON web tokens are.
 *
 * @param method {@code RS256} and such, by RFC 7518
 * @param publicKey PEM: a public key, or a certificate; null when the private one tells it
 * @param privateKey PEM, or the secret itself for {@code HS256} and such; null when tokens are only verified
 * @param ttl time that a token lives
 */
public record JwtKeys(
        String method, @Nullable Path publicKey, @Nullable Path privateKey, Duration ttl) {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    /**
     * Reads the keys.
     *
     * @throws IOException when a file cannot be read
     * @throws IllegalArgumentException when it holds no key for the method, or there is none
     */
    public JwtTokens read(InstantSource clock) throws IOException {
        if (publicKey == null && privateKey == null) {
            throw new IllegalArgumentException("a priv-key or a pub-key is needed");
        }
        JWSAlgorithm algorithm = JWSAlgorithm.parse(method);
        try {
            if (JWSAlgorithm.Family.RSA.contains(algorithm)) {
                return rsa(algorithm, clock);
            }
            if (JWSAlgorithm.Family.EC.contains(algorithm) && !algorithm.equals(JWSAlgorithm.ES256K)) {
                return ec(algorithm, clock);
            }
            if (JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
                return hmac(algorithm, clock);
            }
        } catch (GeneralSecurityException | JOSEException | ClassCastException e) {
            throw new IllegalArgumentException("no key for " + method + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "sign-method takes RS, PS, ES or HS with 256, 384 or 512, not '" + method + "'");
    }

    private JwtTokens rsa(JWSAlgorithm algorithm, InstantSource clock) throws IOException, GeneralSecurityException {
        RSAPrivateKey key = privateKey == null ? null : (RSAPrivateKey) PemFiles.privateKey(privateKey);
        RSAPublicKey open;
        if (publicKey != null) {
            open = (RSAPublicKey) publicKey(publicKey, "RSA");
        } else if (key instanceof RSAPrivateCrtKey whole) {
            open = (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(whole.getModulus(), whole.getPublicExponent()));
        } else {
            throw new IllegalArgumentException("priv-key does not tell its public key; pub-key is needed");
        }
        BigInteger modulus = key == null ? open.getModulus() : key.getModulus();
        if (!modulus.equals(open.getModulus())) {
            throw new IllegalArgumentException("pub-key and priv-key are no pair");
        }
        return tokens(algorithm, key == null ? null : new RSASSASigner(key), new RSASSAVerifier(open), clock);
    }

    private JwtTokens ec(JWSAlgorithm algorithm, InstantSource clock)
            throws IOException, GeneralSecurityException, JOSEException {
        if (publicKey == null) {
            throw new IllegalArgumentException("pub-key is needed for " + method);
        }
        JWSSigner signer = privateKey == null ? null : new ECDSASigner((ECPrivateKey) PemFiles.privateKey(privateKey));
        JWSVerifier verifier = new ECDSAVerifier((ECPublicKey) publicKey(publicKey, "EC"));
        if (!verifier.supportedJWSAlgorithms().contains(algorithm)) {
            throw new IllegalArgumentException("pub-key is of another curve than " + method + " asks for");
        }
        return tokens(algorithm, signer, verifier, clock);
    }

    private JwtTokens hmac(JWSAlgorithm algorithm, InstantSource clock) throws IOException, JOSEException {
        if (privateKey == null) {
            throw new IllegalArgumentException("priv-key is needed for " + method);
        }
        byte[] secret = Files.readAllBytes(privateKey);
        return tokens(algorithm, new MACSigner(secret), new MACVerifier(secret), clock);
    }

    private JwtTokens tokens(
            JWSAlgorithm algorithm, @Nullable JWSSigner signer, JWSVerifier verifier, InstantSource clock) {
        if (signer != null && !signer.supportedJWSAlgorithms().contains(algorithm)) {
            throw new IllegalArgumentException("priv-key is too short for " + method + ", or of another curve");
        }
        JwtTokens tokens = new JwtTokens(algorithm, signer, verifier, ttl, clock);
        if (signer != null && tokens.verify(tokens.sign("probe", 0)) == null) {
            throw new IllegalArgumentException("pub-key and priv-key are no pair");
        }
        return tokens;
    }

    private static PublicKey publicKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            return PemFiles.certificates(file).getFirst().getPublicKey();
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " is no PEM", e);
        }
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    }
}
