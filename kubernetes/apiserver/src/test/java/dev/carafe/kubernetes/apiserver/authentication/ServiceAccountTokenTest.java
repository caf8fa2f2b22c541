package dev.carafe.kubernetes.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.apiserver.metrics.TokenMetrics;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceAccountTokenTest {
    private static final TokenConfig CONFIG = new TokenConfig(List.of("https://issuer"), List.of(), true);

    private final InMemoryObjects objects = new InMemoryObjects()
            .put("", "serviceaccounts", Trees.of("{'metadata':{'name':'sa','namespace':'n','uid':'u-sa'}}"))
            .put("", "nodes", Trees.of("{'metadata':{'name':'worker','uid':'u-node'}}"))
            .put("", "pods", Trees.of("""
                    {'metadata':{'name':'p','namespace':'n','uid':'u-pod'},
                     'spec':{'serviceAccountName':'sa','nodeName':'worker'}}"""));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static ServiceAccountKeys keys(String algorithm) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        KeyPair pair = generator.generateKeyPair();
        return new ServiceAccountKeys(pair.getPrivate(), pair.getPublic(), List.of());
    }

    private ServiceAccountTokenAuthenticator authenticator(TokenConfig config, ServiceAccountKeys keys) {
        return new ServiceAccountTokenAuthenticator(config, keys, objects, objects, () -> now, new TokenMetrics());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void namesTheAccountAndThePodItWasIssuedFor(String algorithm) throws NoSuchAlgorithmException {
        ServiceAccountKeys keys = keys(algorithm);
        String token =
                issue(keys, "{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p','uid':'u-pod'}}}");
        Authenticator authenticator = authenticator(CONFIG, keys);
        UserInfo user = authenticator.authenticate(bearer(token)).orElseThrow();
        assertThat(user.name()).isEqualTo("system:serviceaccount:n:sa");
        assertThat(user.uid()).isEqualTo("u-sa");
        assertThat(user.groups()).containsExactly("system:serviceaccounts", "system:serviceaccounts:n");
        assertThat(user.extra())
                .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
                .containsEntry("authentication.kubernetes.io/node-name", List.of("worker"));

        assertRefused(authenticator(CONFIG, keys(algorithm)), token);
        now = now.plus(Duration.ofHours(2));
        assertRefused(authenticator, token);
        now = now.minus(Duration.ofHours(2));
        objects.delete("", "pods", "n", "p");
        assertRefused(authenticator, token);
    }

    @Test
    void tokensOfOtherIssuersAndKeysAreGoodWhereTheyAreNamed() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        KeyPair old = generator.generateKeyPair();
        KeyPair current = generator.generateKeyPair();
        String token = issue(new ServiceAccountKeys(old.getPrivate(), old.getPublic(), List.of()), "{'spec':{}}");
        ServiceAccountKeys both =
                new ServiceAccountKeys(current.getPrivate(), current.getPublic(), List.of(old.getPublic()));
        TokenConfig renamed = new TokenConfig(List.of("https://new", "https://issuer"), List.of(), true);
        Authenticator authenticator = authenticator(renamed, both);
        assertThat(authenticator.authenticate(bearer(token)).orElseThrow().name())
                .isEqualTo("system:serviceaccount:n:sa");

        TokenConfig without = new TokenConfig(List.of("https://new"), List.of(), true);
        assertThat(authenticator(without, both).authenticate(bearer(token))).isEmpty();
    }

    private String issue(ServiceAccountKeys keys, String request) {
        return new TokenRequest(new TokenIssuer(CONFIG, keys, objects, () -> now).issue("n", "sa", Trees.of(request)))
                .status()
                .token();
    }

    private static Credentials bearer(String token) {
        return new Credentials(List.of(), Optional.of(token));
    }

    private static void assertRefused(Authenticator authenticator, String token) {
        assertThatThrownBy(() -> authenticator.authenticate(bearer(token))).hasMessage("Unauthorized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'spec':{'expirationSeconds':599}}", "{'spec':{'expirationSeconds':4294967297}}"})
    void refusesTokensTooShortOrTooLong(String request) throws NoSuchAlgorithmException {
        ServiceAccountKeys keys = keys("EC");
        assertThatThrownBy(() -> issue(keys, request)).hasMessageContaining("may not specify a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-a-token", "a.b.c", ""})
    void hasNoOpinionOnForeignTokens(String token) throws NoSuchAlgorithmException {
        Authenticator authenticator = authenticator(CONFIG, keys("EC"));
        assertThat(authenticator.authenticate(bearer(token))).isEmpty();
    }
}
