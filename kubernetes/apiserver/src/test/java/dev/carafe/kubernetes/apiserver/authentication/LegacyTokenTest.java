package dev.carafe.kubernetes.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apiserver.metrics.ServerMetrics;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that the controller manager puts into Secrets. */
final class LegacyTokenTest {
    private static final TokenConfig CONFIG = new TokenConfig(List.of("https://issuer"), List.of(), true);

    private final KeyPair keys;
    private final InMemoryObjects objects = new InMemoryObjects()
            .put("", "serviceaccounts", Trees.of("{'metadata':{'name':'sa','namespace':'n','uid':'u-sa'}}"));
    private final ServiceAccountTokenAuthenticator authenticator;
    private final ServerMetrics metrics = new ServerMetrics();
    private String token = "";
    private Instant now = Instant.parse("2026-01-01T23:00:00Z");

    LegacyTokenTest() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        authenticator = new ServiceAccountTokenAuthenticator(
                CONFIG,
                new ServiceAccountKeys(keys.getPrivate(), keys.getPublic(), List.of()),
                objects,
                objects,
                () -> now,
                metrics.access().tokens());
    }

    @BeforeEach
    void keep() throws JOSEException {
        token = sign("system:serviceaccount:n:sa");
        putSecret(token, "");
    }

    @Test
    void standsForItsAccountAsLongAsItsSecretHoldsIt() {
        UserInfo user = authenticator.authenticate(bearer(token)).orElseThrow();
        assertThat(user.name()).isEqualTo("system:serviceaccount:n:sa");
        assertThat(user.uid()).isEqualTo("u-sa");
        assertThat(user.groups()).containsExactly("system:serviceaccounts", "system:serviceaccounts:n");
        assertThat(user.extra()).isEmpty();
        objects.delete("", "secrets", "n", "s");
        assertRefused(token);
    }

    @Test
    void isForThisServerAlone() {
        assertThat(authenticator
                        .verify(token, List.of("https://issuer", "other"))
                        .orElseThrow()
                        .audiences())
                .containsExactly("https://issuer");
        assertThatThrownBy(() -> authenticator.verify(token, List.of("other"))).hasMessage("Unauthorized");
    }

    @Test
    void isRefusedWhenItsSecretHoldsAnother() throws JOSEException {
        putSecret(sign("system:serviceaccount:n:another"), "");
        assertRefused(token);
    }

    @Test
    void isRefusedWhenItsSecretIsMarkedInvalid() {
        putSecret(token, ",'labels':{'kubernetes.io/legacy-token-invalid-since':'2025-12-01'}");
        assertRefused(token);
    }

    @Test
    void isRefusedWhenItsAccountIsAnotherOfTheSameName() {
        objects.put("", "serviceaccounts", Trees.of("{'metadata':{'name':'sa','namespace':'n','uid':'u-new'}}"));
        assertRefused(token);
    }

    @Test
    void isRefusedWhenItNamesAnotherAccountThanItsSubject() throws JOSEException {
        String forged = sign("system:serviceaccount:kube-system:sa");
        putSecret(forged, "");
        assertRefused(forged);
    }

    private void assertCounted(String metric, int times) {
        assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
                .contains("\nserviceaccount_" + metric + " " + times + "\n");
    }

    @Test
    void eachUseIsCounted() {
        assertThat(authenticator.authenticate(bearer(token))).isPresent();
        assertCounted("legacy_tokens_total", 1);
        assertCounted("legacy_manual_token_uses_total", 1);
        objects.put(
                "",
                "serviceaccounts",
                Trees.of("{'metadata':{'name':'sa','namespace':'n','uid':'u-sa'},'secrets':[{'name':'s'}]}"));
        assertThat(authenticator.authenticate(bearer(token))).isPresent();
        assertCounted("legacy_tokens_total", 2);
        assertCounted("legacy_auto_token_uses_total", 1);
        putSecret(token, ",'labels':{'kubernetes.io/legacy-token-invalid-since':'2025-12-01'}");
        assertRefused(token);
        assertCounted("invalid_legacy_auto_token_uses_total", 1);
        assertCounted("legacy_tokens_total", 2);
        assertCounted("valid_tokens_total", 0);
    }

    @Test
    void theSecretTellsTheDayOfItsLastUse() {
        assertThat(authenticator.authenticate(bearer(token))).isPresent();
        assertThat(lastUsed()).isEqualTo("2026-01-01");
        int writes = objects.writes();
        assertThat(authenticator.authenticate(bearer(token))).isPresent();
        assertThat(objects.writes()).isEqualTo(writes);
        now = now.plus(Duration.ofHours(2));
        assertThat(authenticator.authenticate(bearer(token))).isPresent();
        assertThat(lastUsed()).isEqualTo("2026-01-02");
        now = now.minus(Duration.ofHours(2)); // a server whose clock is behind
        assertThat(authenticator.authenticate(bearer(token))).isPresent();
        assertThat(lastUsed()).isEqualTo("2026-01-02");
    }

    @Test
    void theUseOfAnInvalidOneIsToldToo() {
        putSecret(token, ",'labels':{'kubernetes.io/legacy-token-invalid-since':'2025-12-01'}");
        assertRefused(token);
        assertThat(lastUsed()).isEqualTo("2026-01-01");
    }

    private String lastUsed() {
        return new Secret(objects.get("", "secrets", "n", "s").orElseThrow())
                .metadata()
                .labels()
                .getOrDefault("kubernetes.io/legacy-token-last-used", "");
    }

    private void putSecret(String kept, String more) {
        String data = Base64.getEncoder().encodeToString(kept.getBytes(StandardCharsets.UTF_8));
        objects.put(
                "",
                "secrets",
                Trees.of("{'metadata':{'name':'s','namespace':'n'" + more + "},'data':{'token':'" + data + "'}}"));
    }

    private String sign(String subject) throws JOSEException {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer("kubernetes/serviceaccount")
                .subject(subject)
                .claim("kubernetes.io/serviceaccount/namespace", "n")
                .claim("kubernetes.io/serviceaccount/secret.name", "s")
                .claim("kubernetes.io/serviceaccount/service-account.name", "sa")
                .claim("kubernetes.io/serviceaccount/service-account.uid", "u-sa")
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(ServiceAccountKeys.keyId(keys.getPublic()))
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new RSASSASigner(keys.getPrivate()));
        return jwt.serialize();
    }

    private void assertRefused(String refused) {
        assertThatThrownBy(() -> authenticator.authenticate(bearer(refused))).hasMessage("Unauthorized");
    }

    private static Credentials bearer(String token) {
        return new Credentials(List.of(), Optional.of(token));
    }
}
