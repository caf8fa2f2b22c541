package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.SynchronousQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VSphereClientTest {
    private FakeVCenter server;

    @TempDir
    private Path folder;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    @Test
    void speaksTheNewestVersionThatBothHave() throws Exception {
        try (VSphereClient client = VSphereClient.connect(server.config())) {
            assertThat(client.connection().version().id()).isEqualTo("8.0.3.0");
            assertThat(server.soapActions).containsOnly("\"urn:vim25/8.0.3.0\"");
            assertThat(client.content().about().apiType()).isEqualTo("VirtualCenter");
        }
    }

    @Test
    void aSessionLastsFromLoginToLogout() throws Exception {
        try (VSphereClient client = VSphereClient.connect(server.config())) {
            assertThat(client.currentSession()).isNull();
            client.login("root", FakeVCenter.PASSWORD);
            assertThat(Objects.requireNonNull(client.currentSession()).userName())
                    .isEqualTo("root");
            assertThat(client.currentTime()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
            client.logout();
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(client::currentTime)
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(NotAuthenticated.class));
        }
    }

    @Test
    void aWrongPasswordIsTheServersFault() throws Exception {
        try (VSphereClient client = VSphereClient.connect(server.config())) {
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> client.login("root", "guess"))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidLogin.class));
        }
    }

    @Test
    void aSessionFileIsUsedAgainWhileTheServerKnowsItsSession() throws Exception {
        SessionFile file = SessionFile.in(folder.resolve("sessions"), URI.create("https://vc/sdk"), "root");
        for (int i = 0; i < 2; i++) {
            try (VSphereClient client = VSphereClient.connect(server.config())) {
                client.login("root", FakeVCenter.PASSWORD, file);
                client.currentTime();
            }
        }
        assertThat(server.logins()).isEqualTo(1);

        server.forgetSessions();
        try (VSphereClient client = VSphereClient.connect(server.config())) {
            client.login("root", FakeVCenter.PASSWORD, file);
            client.currentTime();
        }
        assertThat(server.logins()).isEqualTo(2);
    }

    @Test
    void aSessionFileIsForItsOwnerAlone() throws Exception {
        Path path = folder.resolve("sessions").resolve("one");
        new SessionFile(path).write("\"abc\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(new SessionFile(path).read()).isEqualTo("\"abc\"");
        Files.writeString(path, "a\r\nHost: b");
        assertThat(new SessionFile(path).read()).isNull();
    }

    @Test
    void keepAliveAsksForTheTimeWheneverItsTimerSaysSo() throws Exception {
        SynchronousQueue<Integer> ticks = new SynchronousQueue<>();
        try (VSphereClient client = server.client();
                KeepAlive keepAlive = KeepAlive.start(client, ticks::take)) {
            assertThat(keepAlive).isNotNull();
            ticks.put(1);
            ticks.put(2);
            ticks.put(3); // taken after the second call has ended
        }
        assertThat(server.calls).filteredOn("CurrentTime"::equals).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aCertificateOfTheCaFileIsTrustedForItsAddress() throws Exception {
        Path ca = server.certificate.writtenTo(folder.resolve("ca.pem"));
        VSphereClient.connect(ConnectionConfig.of(server.address(), new Trust.CaFile(ca)))
                .close();
    }

    @Test
    void aCertificateOfTheCaFileIsNotTrustedForAnotherAddress() throws Exception {
        try (FakeVCenter elsewhere = new FakeVCenter(ServerCertificate.of("192.0.2.1"))) {
            Path ca = elsewhere.certificate.writtenTo(folder.resolve("ca.pem"));
            fails(ConnectionConfig.of(elsewhere.address(), new Trust.CaFile(ca)), ConnectionException.Reason.UNTRUSTED);
            elsewhere.client().close(); // the pin says enough
        }
    }

    @Test
    void whereAnythingIsTrustedTheNameDoesNotMatterEither() throws Exception {
        try (FakeVCenter elsewhere = new FakeVCenter(ServerCertificate.of("192.0.2.1"))) {
            VSphereClient.connect(ConnectionConfig.of(elsewhere.address(), new Trust.Anything()))
                    .close();
        }
    }

    @Test
    void aSha1ThumbprintIsEnough() throws Exception {
        Thumbprint sha1 = Thumbprint.sha1(server.certificate.certificate());
        VSphereClient.connect(ConnectionConfig.of(server.address(), new Trust.Pinned(sha1)))
                .close();
    }

    @Test
    void anotherThumbprintIsToldBesideTheExpectedOne() throws Exception {
        Thumbprint other = Thumbprint.sha256(ServerCertificate.of("127.0.0.1").certificate());
        assertThatExceptionOfType(ConnectionException.class)
                .isThrownBy(() -> VSphereClient.connect(ConnectionConfig.of(server.address(), new Trust.Pinned(other))))
                .withMessageContaining(other.text())
                .withMessageContaining(
                        Thumbprint.sha256(server.certificate.certificate()).text());
    }

    @Test
    void theJdksTrustDoesNotCoverACertificateThatSignedItself() throws Exception {
        fails(ConnectionConfig.of(server.address(), new Trust.JdkStore()), ConnectionException.Reason.UNTRUSTED);
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        ConnectionConfig config = server.config();
        server.close();
        fails(config, ConnectionException.Reason.UNREACHABLE);
    }

    @Test
    void anAnswerBeyondTheBoundIsRefused() throws Exception {
        fails(server.config().withResponseMaxBytes(100), ConnectionException.Reason.TOO_LARGE);
    }

    @Test
    void aCompressedAnswerIsUnpacked() throws Exception {
        server.compresses = true;
        try (VSphereClient client = VSphereClient.connect(server.config())) {
            assertThat(client.content().about().apiType()).isEqualTo("VirtualCenter");
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> client.login("root", "guess"))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidLogin.class));
        }
    }

    @Test
    void aSmallAnswerThatUnpacksBeyondTheBoundIsRefused() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[1 << 20]);
        }
        assertThat(packed.size()).isLessThan(2_000);
        URI address = URI.create("https://vc/sdk");
        try (UnpackedBody body = new UnpackedBody(new ByteArrayInputStream(packed.toByteArray()), address, 1 << 20)) {
            assertThat(body.readAllBytes()).hasSize(1 << 20);
        }
        try (UnpackedBody body = new UnpackedBody(new ByteArrayInputStream(packed.toByteArray()), address, 2_000)) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(body::readAllBytes)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectionException.Reason.TOO_LARGE));
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsTimedOut() throws Exception {
        timesOut("/silent");
    }

    @Test
    void anAnswerThatStallsIsTimedOut() throws Exception {
        timesOut("/stalled");
    }

    private void timesOut(String path) throws Exception {
        try (Transport transport =
                Transport.open(server.config().withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(300)))) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> transport.exchange(
                            HttpRequest.newBuilder(URI.create("https://" + server.address() + path))
                                    .GET(),
                            response -> response.body().readAllBytes().length))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectionException.Reason.TIMED_OUT));
        }
    }

    @Test
    void anAddressWithAPasswordIsRefusedWithoutRepeatingIt() throws Exception {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ConnectionConfig.of("https://u:secret@vc/sdk", new Trust.JdkStore()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    private static void fails(ConnectionConfig config, ConnectionException.Reason reason) {
        assertThatExceptionOfType(ConnectionException.class)
                .isThrownBy(() -> VSphereClient.connect(config))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .withMessageContaining(config.address().toString());
    }
}
