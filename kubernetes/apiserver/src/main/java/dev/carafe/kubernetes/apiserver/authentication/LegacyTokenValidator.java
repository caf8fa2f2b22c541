package dev.carafe.kubernetes.apiserver.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.TokenClaims.Ref;
import dev.carafe.kubernetes.apiserver.metrics.TokenMetrics;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Service account tokens that lie in Secrets, where the controller manager puts them. They do not end by themselves: they are good for as
 * long as the Secret holds them and the account is the same (pkg/serviceaccount, legacyValidator). The Secret tells when it was last used.
 */
final class LegacyTokenValidator {
    /** Who such tokens say has issued them, whatever the cluster's issuer is called. */
    static final String ISSUER = "kubernetes/serviceaccount";

    private static final String CLAIM_PREFIX = "kubernetes.io/serviceaccount/";

    /** Set by the controller manager when a token was long unused, before it removes the Secret. */
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

    private static final String TOKEN_KEY = "token";

    private final ObjectReader reader;
    private final LegacyTokenDates dates;
    private final TokenMetrics metrics;

    LegacyTokenValidator(ObjectReader reader, LegacyTokenDates dates, TokenMetrics metrics) {
        this.reader = reader;
        this.dates = dates;
        this.metrics = metrics;
    }

    /**
     * What a token says, once its signature is known to be good.
     *
     * @throws StatusError 401 when it is not, or no longer, that of its account
     */
    TokenClaims validate(String token, JWTClaimsSet set) {
        String namespace = claim(set, "namespace");
        String secretName = claim(set, "secret.name");
        Ref account = new Ref(claim(set, "service-account.name"), claim(set, "service-account.uid"));
        if (!(UserInfos.SERVICE_ACCOUNT_PREFIX + namespace + ":" + account.name()).equals(set.getSubject())) {
            throw unauthorized();
        }
        Secret secret = new Secret(find("secrets", namespace, secretName));
        byte[] kept = secret.data().get(TOKEN_KEY);
        if (isDeleted(secret.metadata())
                || kept == null
                || !MessageDigest.isEqual(kept, token.getBytes(StandardCharsets.UTF_8))) {
            throw unauthorized();
        }
        ServiceAccount owner = new ServiceAccount(find("serviceaccounts", namespace, account.name()));
        ObjectMeta found = owner.metadata();
        if (isDeleted(found) || !found.uid().equals(account.uid())) {
            throw unauthorized();
        }
        if (!secret.metadata().labels().getOrDefault(INVALID_SINCE, "").isEmpty()) {
            metrics.invalidated();
            dates.used(secret);
            throw unauthorized();
        }
        dates.used(secret);
        metrics.legacy(owner.secrets().stream().anyMatch(ref -> ref.name().equals(secretName)));
        return new TokenClaims(namespace, account, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    private static String claim(JWTClaimsSet set, String name) {
        if (set.getClaim(CLAIM_PREFIX + name) instanceof String value && !value.isEmpty()) {
            return value;
        }
        throw unauthorized();
    }

    /** What a token names, as the server has it; a token that names what is not there is none. */
    Struct find(String resource, String namespace, String name) {
        return reader.get("", resource, namespace, name)
                .or(() -> reader.getLatest("", resource, namespace, name))
                .orElseThrow(LegacyTokenValidator::unauthorized);
    }

    private static boolean isDeleted(ObjectMeta metadata) {
        return metadata.deletionTimestamp().isPresent();
    }

    private static StatusError unauthorized() {
        return StatusError.unauthorized("Unauthorized");
    }
}
