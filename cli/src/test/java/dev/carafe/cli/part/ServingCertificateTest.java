package dev.carafe.cli.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import dev.carafe.pki.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServingCertificateTest {
    @TempDir
    Path folder;

    @Test
    void oneIsMadeWhereThereIsNone() throws Exception {
        ServingCertificate made =
                ServingCertificate.in(folder.resolve("new"), List.of("192.0.2.1", "10.96.0.1", "0.0.0.0"));
        X509Certificate certificate = PemFiles.certificates(made.certificate()).getFirst();
        assertThat(Objects.requireNonNull(certificate.getSubjectAlternativeNames()).stream()
                        .map(name -> name.get(1).toString()))
                .containsExactly(
                        "kubernetes.default.svc",
                        "kubernetes.default",
                        "kubernetes",
                        "localhost",
                        "192.0.2.1",
                        "10.96.0.1");
        certificate.checkValidity();
        assertThat(PemFiles.privateKey(made.key()).getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void oneThatIsThereIsShown() throws Exception {
        ServingCertificate made = ServingCertificate.in(folder, List.of("192.0.2.1"));
        String text = Files.readString(made.certificate());
        assertThat(ServingCertificate.in(folder, List.of("192.0.2.2"))).isEqualTo(made);
        assertThat(made.certificate()).hasContent(text);
    }

    @Test
    void halfOfOneIsRefused() throws Exception {
        Files.writeString(folder.resolve("apiserver.crt"), "");
        assertThatThrownBy(() -> ServingCertificate.in(folder, List.of("192.0.2.1")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("only one is there");
    }
}
