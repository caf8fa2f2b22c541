package dev.carafe.vsphere.esxi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.pki.SelfSigned;
import dev.carafe.vsphere.esxi.testing.HttpsSite;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DiagnosticManager;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerBundleInfo;
import dev.carafe.vsphere.vim.vim25.HostCertificateManager;
import dev.carafe.vsphere.vim.vim25.HostCertificateManagerProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostDateTimeConfig;
import dev.carafe.vsphere.vim.vim25.HostDateTimeSystem;
import dev.carafe.vsphere.vim.vim25.HostNtpConfig;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be set of a whole host agent itself. */
final class HostConfigurationTest extends WholeHostTest {
    private HttpResponse<byte[]> get(String path, String trusted, @Nullable String password) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + host().host().address().getPort() + path));
        if (password != null) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(("root:" + password).getBytes(StandardCharsets.UTF_8)));
        }
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(HttpsSite.trusting(trusted)).build()) {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(HostConfigFault.class));
    }

    @Test
    void anotherCertificateIsShownToNewConnectionsAtOnce() throws Exception {
        HostCertificateManager manager =
                host().object(HostCertificateManager.class, ServedCertificateManager.REFERENCE);
        String old = Files.readString(host().host().certificateFile());
        assertThat(manager.generateCertificateSigningRequest(false, null))
                .startsWith("-----BEGIN CERTIFICATE REQUEST-----");
        SelfSigned other =
                SelfSigned.make("other", List.of("other"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(2));
        refused(() -> manager.installServerCertificate(other.certificatePem()));
        assertThat(get("/", old, null).statusCode()).isEqualTo(200);

        manager.provisionServerPrivateKey(other.keyPem());
        manager.installServerCertificate(other.certificatePem());
        manager.notifyAffectedServices(List.of());
        assertThat(get("/", other.certificatePem(), null).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> get("/", old, null)).isInstanceOf(IOException.class);
        var info = host().properties(HostCertificateManagerProperties.class, ServedCertificateManager.REFERENCE)
                .certificateInfo();
        assertThat(Objects.requireNonNull(info).subject()).isEqualTo("CN=other");
        String thumbprint = Objects.requireNonNull(host().properties(HostSystemProperties.class, HostNames.HOST)
                        .summary())
                .config()
                .sslThumbprint();
        host().restart();
        assertThat(get("/", other.certificatePem(), null).statusCode()).isEqualTo(200);
        assertThat(Objects.requireNonNull(host().properties(HostSystemProperties.class, HostNames.HOST)
                                .summary())
                        .config()
                        .sslThumbprint())
                .isEqualTo(thumbprint);
    }

    @Test
    void theClockIsToldAndLeftAlone() {
        HostDateTimeSystem time = host().object(HostDateTimeSystem.class, ServedDateTimeSystem.REFERENCE);
        Instant before = Instant.now();
        assertThat(time.queryDateTime()).isBetween(before, Instant.now());
        refused(() -> time.updateDateTime(before.plusSeconds(60)));
        refused(() -> time.updateDateTimeConfig(HostDateTimeConfig.builder()
                .ntpConfig(HostNtpConfig.builder()
                        .server(List.of("no.such.server.example"))
                        .build())
                .build()));
        refused(() -> time.updateDateTimeConfig(
                HostDateTimeConfig.builder().timeZone("Europe/Paris").build()));
        time.updateDateTimeConfig(HostDateTimeConfig.builder().timeZone("UTC").build());
        time.refreshDateTimeSystem();
    }

    @Test
    void aLogBundleIsForWhoLogsIn() throws Exception {
        DiagnosticManager manager = host().object(DiagnosticManager.class, HostContent.DIAGNOSTIC_MANAGER);
        Object made = host().done(Objects.requireNonNull(manager.generateLogBundles_Task(true, List.of())));
        DiagnosticManagerBundleInfo bundle = (DiagnosticManagerBundleInfo)
                ((ArrayOf) Objects.requireNonNull(made)).items().getFirst();
        assertThat(bundle.system()).isEqualTo(HostNames.HOST);
        String path = bundle.url().substring("https://*".length());
        String certificate = Files.readString(host().host().certificateFile());
        assertThat(get(path, certificate, null).statusCode()).isEqualTo(401);
        String password =
                Files.readString(EsxiHost.passwordFile(folder.resolve("data"))).strip();
        HttpResponse<byte[]> sent = get(path, certificate, password);
        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(sent.body()).startsWith(0x1f, 0x8b);
        assertThat(get("/downloads/../host.key", certificate, password).statusCode())
                .isNotEqualTo(200);
        assertThat(get("/downloads/%2e%2e%2fhost.key", certificate, password).statusCode())
                .isEqualTo(404);
    }
}
