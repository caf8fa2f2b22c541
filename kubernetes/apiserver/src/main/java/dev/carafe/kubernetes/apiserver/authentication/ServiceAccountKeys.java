package dev.carafe.kubernetes.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key that service account tokens are signed with, and all those that they may be verified with. Immutable. */
public final class ServiceAccountKeys {
    private final JWSSigner signer;
    private final JWSAlgorithm algorithm;
    private final String signingKeyId;
    private final Map<String, PublicKey> verification = new LinkedHashMap<>();

    /**
     * The keys.
     *
     * @param signing an RSA key, or an elliptic one on P-256, P-384 or P-521
     * @param signingPublic the other half of it
     * @param others public keys of which tokens are accepted too, such as those from before a rotation
     */
    public ServiceAccountKeys(PrivateKey signing, PublicKey signingPublic, List<PublicKey> others) {
        this.algorithm = algorithm(signingPublic);
        this.signer = signer(signing);
        this.signingKeyId = keyId(signingPublic);
        verification.put(signingKeyId, signingPublic);
        others.forEach(key -> verification.put(keyId(key), key));
    }

    private static JWSAlgorithm algorithm(PublicKey key) {
        return switch (key) {
            case RSAPublicKey _ -> JWSAlgorithm.RS256;
            case ECPublicKey elliptic ->
                switch (elliptic.getParams().getOrder().bitLength()) {
                    case 256 -> JWSAlgorithm.ES256;
                    case 384 -> JWSAlgorithm.ES384;
                    case 521 -> JWSAlgorithm.ES512;
                    default -> throw new IllegalArgumentException("unsupported curve of a service account key");
                };
            default -> throw new IllegalArgumentException("unsupported service account key: " + key.getAlgorithm());
        };
    }

    private static JWSSigner signer(PrivateKey key) {
        try {
            return key instanceof ECPrivateKey elliptic ? new ECDSASigner(elliptic) : new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("unsupported service account key", e);
        }
    }

    /** The hash of the key's public half, as upstream makes it. */
    static String keyId(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    JWSSigner signer() {
        return signer;
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    String signingKeyId() {
        return signingKeyId;
    }

    /** The verifier for a token that names this key and algorithm; empty for an unknown key or a wrong algorithm. */
    Optional<JWSVerifier> verifier(String keyId, JWSAlgorithm asked) {
        PublicKey key = verification.get(keyId);
        if (key == null || !algorithm(key).equals(asked)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    key instanceof ECPublicKey elliptic
                            ? new ECDSAVerifier(elliptic)
                            : new RSASSAVerifier((RSAPublicKey) key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public keys in the form of a JSON Web Key Set's entries. */
    List<Map<String, Object>> toJwks() {
        return verification.entrySet().stream()
                .map(entry -> jwk(entry.getKey(), entry.getValue()).toJSONObject())
                .toList();
    }

    private static JWK jwk(String id, PublicKey key) {
        return key instanceof ECPublicKey elliptic
                ? new ECKey.Builder(Curve.forECParameterSpec(elliptic.getParams()), elliptic)
                        .keyID(id)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm(key))
                        .build()
                : new RSAKey.Builder((RSAPublicKey) key)
                        .keyID(id)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm(key))
                        .build();
    }
}
