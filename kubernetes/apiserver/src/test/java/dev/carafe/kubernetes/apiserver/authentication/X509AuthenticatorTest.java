package dev.carafe.kubernetes.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apiserver.metrics.ServerMetrics;
import dev.carafe.kubernetes.apiserver.testing.TestCertificates;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class X509AuthenticatorTest {
    private static final String UID = "1.3.6.1.4.1.57683.2=";

    @TempDir
    Path directory;

    private UserInfo user(String subject, boolean readsUid) throws Exception {
        TestCertificates certificates = new TestCertificates(directory);
        certificates.issue("user", subject);
        try (InputStream in = Files.newInputStream(certificates.file("user.crt"))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return new X509Authenticator(
                            new ServerMetrics().access().certificateExpiration(), InstantSource.system(), readsUid)
                    .authenticate(new Credentials(List.of(certificate), Optional.empty()))
                    .orElseThrow();
        }
    }

    @Test
    void namesTheUserItsGroupsAndItsUid() throws Exception {
        UserInfo user = user("O=one,O=two,CN=somebody," + UID + "u-1", true);
        assertThat(user.name()).isEqualTo("somebody");
        assertThat(user.groups()).containsExactly("one", "two");
        assertThat(user.uid()).isEqualTo("u-1");
    }

    @Test
    void readsNoUidWhereThatIsOff() throws Exception {
        assertThat(user("CN=somebody," + UID + "u-1", false).uid()).isEmpty();
        assertThat(user("CN=somebody", true).uid()).isEmpty();
    }

    @Test
    void refusesWhoHasTwo() {
        assertThatThrownBy(() -> user("CN=somebody," + UID + "u-1," + UID + "u-2", true))
                .hasMessage("Unauthorized");
    }
}
