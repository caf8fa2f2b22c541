package dev.carafe.kubernetes.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.TokenClaims.Ref;
import dev.carafe.kubernetes.apiserver.metrics.TokenMetrics;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Service account tokens: signed by one of the cluster's keys, in time, for this server, and of an account that still
 * exists, as does what the token is bound to (pkg/serviceaccount). Tokens in Secrets are those of {@link LegacyTokenValidator}.
 */
public final class ServiceAccountTokenAuthenticator implements Authenticator {
    /** How far clocks may be apart, and how long a token outlives what it is bound to. */
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    /** Longer texts are no token of ours. */
    private static final int TOKEN_CHARS_MAX = 16 * 1024;

    private final TokenConfig config;
    private final ServiceAccountKeys keys;
    private final InstantSource clock;
    private final LegacyTokenValidator legacy;
    private final TokenMetrics metrics;

    /**
     * One that asks for what a token names.
     *
     * @param writer to whom the use of a token in a Secret is told
     * @param metrics that count the tokens that are used
     */
    public ServiceAccountTokenAuthenticator(
            TokenConfig config,
            ServiceAccountKeys keys,
            ObjectReader reader,
            ObjectWriter writer,
            InstantSource clock,
            TokenMetrics metrics) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
        this.legacy = new LegacyTokenValidator(reader, new LegacyTokenDates(writer, clock), metrics);
        this.metrics = metrics;
    }

    /**
     * A token that was found good.
     *
     * @param audiences those of the audiences asked for that the token is meant for
     */
    public record Verified(UserInfo user, List<String> audiences) {}

    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        return credentials
                .bearerToken()
                .flatMap(token -> verify(token, config.audiences()))
                .map(Verified::user);
    }

    /**
     * Verifies a token for one of these audiences, or for this server where none is given.
     *
     * @return empty when this is no token of this cluster's issuer
     * @throws StatusError 401 when it is, and not good
     */
    public Optional<Verified> verify(String token, List<String> audiences) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return Optional.empty();
        }
        SignedJWT jwt;
        JWTClaimsSet set;
        try {
            jwt = SignedJWT.parse(token);
            set = jwt.getJWTClaimsSet();
        } catch (ParseException _) {
            return Optional.empty();
        }
        boolean isLegacy = LegacyTokenValidator.ISSUER.equals(set.getIssuer());
        if (!isLegacy && !config.issuers().contains(set.getIssuer())) {
            return Optional.empty();
        }
        checkSignature(jwt);
        List<String> meant = isLegacy && set.getAudience().isEmpty() ? config.audiences() : set.getAudience();
        List<String> matching = audiences.isEmpty() ? config.audiences() : audiences;
        matching = matching.stream().filter(meant::contains).toList();
        if (matching.isEmpty()) {
            throw unauthorized();
        }
        if (isLegacy) {
            return Optional.of(new Verified(legacy.validate(token, set).user(tokenId(set)), matching));
        }
        checkTime(set);
        TokenClaims claims = set.getClaim("kubernetes.io") instanceof Map<?, ?> claim
                ? TokenClaims.read(claim).orElseThrow(ServiceAccountTokenAuthenticator::unauthorized)
                : refuse();
        checkObjects(claims);
        if (claims.warnAfter() != 0) {
            metrics.renewable(clock.instant().getEpochSecond() > claims.warnAfter());
        }
        return Optional.of(new Verified(claims.user(tokenId(set)), matching));
    }

    /** Empty where the token has none. */
    private static String tokenId(JWTClaimsSet set) {
        return Objects.requireNonNullElse(set.getJWTID(), "");
    }

    private void checkSignature(SignedJWT jwt) {
        String keyId = Objects.requireNonNullElse(jwt.getHeader().getKeyID(), "");
        try {
            var verifier = keys.verifier(keyId, jwt.getHeader().getAlgorithm())
                    .orElseThrow(ServiceAccountTokenAuthenticator::unauthorized);
            if (!jwt.verify(verifier)) {
                throw unauthorized();
            }
        } catch (JOSEException _) {
            throw unauthorized();
        }
    }

    private void checkTime(JWTClaimsSet set) {
        Instant now = clock.instant();
        Date end = set.getExpirationTime();
        Date start = set.getNotBeforeTime();
        boolean over = end == null || now.isAfter(end.toInstant().plus(LEEWAY));
        boolean early = start != null && now.isBefore(start.toInstant().minus(LEEWAY));
        if (over || early) {
            throw unauthorized();
        }
    }

    private void checkObjects(TokenClaims claims) {
        String namespace = claims.namespace();
        check("serviceaccounts", namespace, claims.serviceAccount());
        claims.secret().ifPresent(secret -> check("secrets", namespace, secret));
        claims.pod().ifPresent(pod -> check("pods", namespace, pod));
        if (claims.pod().isEmpty()) { // a pod's token lives as long as the pod, whatever becomes of the node
            claims.node().ifPresent(node -> check("nodes", "", node));
        }
    }

    private void check(String resource, String namespace, Ref ref) {
        Struct found = legacy.find(resource, namespace, ref.name());
        ObjectMeta metadata = new ObjectMeta(Objects.requireNonNullElse(found.struct("metadata"), Struct.EMPTY));
        boolean gone = metadata.deletionTimestamp()
                .map(time -> time.isBefore(clock.instant().minus(LEEWAY)))
                .orElse(false);
        if (gone || !metadata.uid().equals(ref.uid())) {
            throw unauthorized();
        }
    }

    private static TokenClaims refuse() {
        throw unauthorized();
    }

    private static StatusError unauthorized() {
        return StatusError.unauthorized("Unauthorized");
    }
}
