package dev.carafe.etcd.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.auth.JwtTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokensTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Instant now = START;
    private final InstantSource clock = () -> now;

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS512", "PS384", "ES256", "HS256"})
    void aTokenTellsItsUserUntilItEnds(String method) throws Exception {
        JwtTokens tokens = keys(method, "a").read(clock);
        String token = tokens.sign("p", 7);
        assertThat(tokens.verify(token)).isEqualTo(new JwtTokens.Identity("p", 7));
        now = START.plus(TTL).minusSeconds(1);
        assertThat(tokens.verify(token)).isNotNull();
        now = START.plus(TTL);
        assertThat(tokens.verify(token)).isNull();
    }

    @Test
    void whatIsOfAnotherKeyOrMethodOrOfNobodyIsRefused() throws Exception {
        JwtTokens tokens = keys("RS256", "a").read(clock);
        String token = tokens.sign("p", 7);
        assertThat(keys("RS256", "b").read(clock).verify(token)).isNull();
        assertThat(tokens.verify(keys("HS256", "c").read(clock).sign("p", 7))).isNull();
        assertThat(tokens.verify("")).isNull();
        assertThat(tokens.verify("a.b.c")).isNull();
        List<String> parts = List.of(token.split("\\.", -1));
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
        assertThat(tokens.verify(none + "." + parts.get(1) + ".")).isNull();
        assertThat(tokens.verify(parts.get(0) + "." + parts.get(1) + "A." + parts.get(2)))
                .isNull();
    }

    @Test
    void thePublicKeyAloneVerifiesAndSignsNothing() throws Exception {
        JwtKeys keys = keys("ES256", "a");
        String token = keys.read(clock).sign("p", 1);
        JwtTokens verifying = new JwtKeys("ES256", keys.publicKey(), null, TTL).read(clock);
        assertThat(verifying.verify(token)).isNotNull();
        assertThatThrownBy(() -> verifying.sign("p", 1))
                .isInstanceOf(EtcdException.class)
                .hasMessage("auth: token signing attempted with verify-only key");
    }

    @Test
    void keysThatCannotServeAreTold() throws Exception {
        JwtKeys a = keys("RS256", "a");
        JwtKeys b = keys("RS256", "b");
        JwtKeys ec = keys("ES256", "c");
        refused(new JwtKeys("RS256", b.publicKey(), a.privateKey(), TTL), "no pair");
        refused(new JwtKeys("RS256", ec.publicKey(), ec.privateKey(), TTL), "no key for RS256");
        refused(new JwtKeys("ES384", ec.publicKey(), null, TTL), "another curve");
        refused(new JwtKeys("HS256", null, Files.writeString(folder.resolve("short"), "x"), TTL), "no key for HS256");
        refused(new JwtKeys("none", a.publicKey(), null, TTL), "sign-method takes");
    }

    private void refused(JwtKeys keys, String why) {
        assertThatThrownBy(() -> keys.read(clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private JwtKeys keys(String method, String name) throws IOException, GeneralSecurityException {
        Path priv = folder.resolve(name + ".key");
        if (method.startsWith("HS")) {
            Files.write(priv, new byte[64]);
            return new JwtKeys(method, null, priv, TTL);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(method.startsWith("ES") ? "EC" : "RSA");
        if (method.startsWith("ES")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048); // the least that the methods take
        }
        KeyPair pair = generator.generateKeyPair();
        Path pub = folder.resolve(name + ".pub");
        Files.writeString(priv, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(pub, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        return new JwtKeys(method, pub, priv, TTL);
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + type
                + "-----\n";
    }
}
