package dev.carafe.etcd.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that tell by a signature whose they are, so that any member takes them that has the key. Each holds the
 * revision of users and roles that it was made at: after a change of those it is refused, and its owner asks anew. Source:
 * etcd {@code server/auth/jwt.go}. Safe for any thread.
 */
public final class JwtTokens implements AuthToken {
    private static final String USER = "username";
    private static final String REVISION = "revision";

    private final JWSAlgorithm algorithm;
    private final @Nullable JWSSigner signer;
    private final JWSVerifier verifier;
    private final Duration ttl;
    private final InstantSource clock;

    /**
     * Whose a token is.
     *
     * @param user the name
     * @param authRevision the revision of users and roles when it was made
     */
    public record Identity(String user, long authRevision) {}

    /**
     * By a key.
     *
     * @param signer null when tokens are made elsewhere and only verified here
     */
    public JwtTokens(
            JWSAlgorithm algorithm,
            @Nullable JWSSigner signer,
            JWSVerifier verifier,
            Duration ttl,
            InstantSource clock) {
        this.algorithm = algorithm;
        this.signer = signer;
        this.verifier = verifier;
        this.ttl = ttl;
        this.clock = clock;
    }

    /** Makes a token. */
    public String sign(String user, long authRevision) {
        if (signer == null) {
            throw new EtcdException(EtcdError.Code.UNKNOWN, "auth: token signing attempted with verify-only key");
        }
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .claim(USER, user)
                .claim(REVISION, authRevision)
                .expirationTime(Date.from(clock.instant().plus(ttl)))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build(), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
        return token.serialize();
    }

    /** Whose token it is, null when nobody's or no longer. */
    public @Nullable Identity verify(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            if (!algorithm.equals(token.getHeader().getAlgorithm()) || !token.verify(verifier)) {
                return null;
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            String user = claims.getStringClaim(USER);
            Long revision = claims.getLongClaim(REVISION);
            Date end = claims.getExpirationTime();
            Instant now = clock.instant();
            if (user == null || revision == null || (end != null && !now.isBefore(end.toInstant()))) {
                return null;
            }
            return new Identity(user, revision);
        } catch (ParseException | JOSEException _) {
            return null;
        }
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "JwtTokens[" + algorithm + "]";
    }
}
