package dev.carafe.vsphere.esxi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.pki.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostCertificateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private SelfSigned other;

    @BeforeEach
    void make() throws GeneralSecurityException {
        other = made(Duration.ofDays(10));
    }

    private static SelfSigned made(Duration validity) throws GeneralSecurityException {
        return SelfSigned.make("other", List.of("other"), List.of(), NOW, validity);
    }

    private HostCertificate open() throws Exception {
        return HostCertificate.open(folder, "esx1", List.of("127.0.0.1"), NOW);
    }

    @Test
    void aCertificateOfAnotherKeyIsRefusedUntilTheKeyIsGiven() throws Exception {
        HostCertificate own = open();
        String before = own.thumbprint();
        assertThatThrownBy(() -> own.install(other.certificatePem(), NOW))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("for another key");
        assertThatThrownBy(() -> own.install("nothing", NOW)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> own.provision("no key")).isInstanceOf(GeneralSecurityException.class);
        assertThat(own.thumbprint()).isEqualTo(before);
        own.provision(other.keyPem());
        own.install(other.certificatePem(), NOW);
        assertThat(own.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=other");
        assertThat(Files.readString(folder.resolve("host.key"))).isEqualTo(other.keyPem());
        assertThat(folder.resolve("host.key.next")).doesNotExist();
        assertThat(open().thumbprint()).isEqualTo(own.thumbprint()).isNotEqualTo(before);
    }

    @Test
    void oneThatHasEndedIsRefused() throws Exception {
        SelfSigned old = made(Duration.ofSeconds(1));
        HostCertificate own = open();
        own.provision(old.keyPem());
        assertThatThrownBy(() -> own.install(old.certificatePem(), NOW.plusSeconds(2)))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("it was valid until");
    }

    @Test
    void anAgentThatEndedBetweenCertificateAndKeyIsFinished() throws Exception {
        HostCertificate own = open();
        Path key = folder.resolve("host.key");
        Path ownKey = Files.copy(key, folder.resolve("kept"));
        own.provision(other.keyPem());
        own.install(other.certificatePem(), NOW);
        // as it was before the key was in its place
        Files.move(key, folder.resolve("host.key.next"));
        Files.move(ownKey, key, StandardCopyOption.REPLACE_EXISTING);
        open();
        assertThat(Files.readString(key)).isEqualTo(other.keyPem());
    }
}
