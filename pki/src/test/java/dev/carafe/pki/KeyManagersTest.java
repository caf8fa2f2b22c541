package dev.carafe.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;

class KeyManagersTest {
    @Test
    void showsItsCertificateWhereTheKeyFits() throws Exception {
        SelfSigned pair = SelfSigned.make("test", List.of("localhost"), List.of(), Instant.now(), Duration.ofDays(1));
        PrivateKey key = PrivateKeys.of(pair.keyPem());
        List<X509Certificate> chain = Certificates.of(pair.certificatePem());
        X509ExtendedKeyManager manager = KeyManagers.showing(key, chain);

        String server = manager.chooseServerAlias("EC", null, null);
        assertThat(manager.getCertificateChain(server)).containsExactlyElementsOf(chain);
        assertThat(manager.getPrivateKey(server)).isEqualTo(key);
        assertThat(manager.chooseClientAlias(new String[] {"RSA", "EC"}, null, null))
                .isEqualTo(server);
        assertThat(manager.chooseServerAlias("RSA", null, null)).isNull();
    }
}
