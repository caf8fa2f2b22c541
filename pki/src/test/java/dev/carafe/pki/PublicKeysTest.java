package dev.carafe.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicKeysTest {
    private static PublicKey key(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair().getPublic();
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void readsAllOfATextInItsOrder() throws Exception {
        PublicKey elliptic = key("EC", 256);
        PublicKey rsa = key("RSA", 2048);
        SelfSigned signed =
                SelfSigned.make("c", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        PublicKey certified = PemFiles.certificateIn(signed.certificatePem()).getPublicKey();
        assertThat(PublicKeys.of("first\n" + pem(elliptic.getEncoded()) + signed.certificatePem() + signed.keyPem()
                        + pem(rsa.getEncoded())))
                .containsExactly(elliptic, certified, rsa);
        assertThat(PublicKeys.of(signed.keyPem())).isEmpty();
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatThrownBy(() -> PublicKeys.of(pem(new byte[] {1, 2, 3}))).isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> PublicKeys.of("-----BEGIN PUBLIC KEY-----\n=A\n-----END PUBLIC KEY-----"))
                .isInstanceOf(InvalidKeySpecException.class);
    }
}
