package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.vsphere.client.FileTransfers.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileTransfersTest {
    private static final Place FILE = new Place(URI.create("/folder/a%20b.txt?dsName=d"));

    private FakeVCenter server;
    private VSphereClient client;
    private FileTransfers transfers;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
        client = server.client();
        transfers = new FileTransfers(client.connection());
    }

    @AfterEach
    void stopServer() {
        client.close();
        server.close();
    }

    @Test
    void whatIsUploadedIsDownloaded() throws Exception {
        byte[] content = new byte[300_000];
        new java.util.Random(1).nextBytes(content);
        List<Long> sent = new ArrayList<>();
        List<Long> received = new ArrayList<>();

        transfers.upload(FILE, "PUT", new ByteArrayInputStream(content), content.length, (moved, total) -> {
            assertThat(total).isEqualTo(content.length);
            sent.add(moved);
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = transfers.download(FILE, out, (moved, _) -> received.add(moved));

        assertThat(bytes).isEqualTo(content.length);
        assertThat(out.toByteArray()).isEqualTo(content);
        assertThat(server.files.get("/folder/a b.txt")).isEqualTo(content);
        assertThat(sent).isSorted().endsWith((long) content.length);
        assertThat(received).isSorted().endsWith((long) content.length);
        assertThat(transfers.size(FILE)).hasValue(content.length);
    }

    @Test
    void aStreamOfUnknownLengthIsSentWhole() throws Exception {
        transfers.upload(
                FILE,
                "PUT",
                new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)),
                -1,
                TransferProgress.NONE);
        assertThat(server.files.get("/folder/a b.txt")).asString().isEqualTo("abc");
    }

    @Test
    void aRangeIsAskedForByItsHeader() throws Exception {
        server.files.put("/folder/a b.txt", "0123456789".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        transfers.download(FILE.with("Range", "bytes=7-"), out, TransferProgress.NONE);
        assertThat(out).hasToString("789");
    }

    @Test
    void aRefusalSaysStatusAndReasonAndNotTheQuery() {
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> transfers.download(FILE, new ByteArrayOutputStream(), TransferProgress.NONE))
                .withMessage(
                        "https://" + server.address() + "/folder/a%20b.txt: the server answers HTTP 404 (no such file)")
                .satisfies(e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void theSessionGoesToTheConnectionsServerAlone() throws Exception {
        try (FakeVCenter other = FakeVCenter.start()) {
            Place elsewhere = new Place(
                    URI.create("https://" + other.address() + "/folder/x"),
                    Thumbprint.sha1(other.certificate.certificate()),
                    Map.of());
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> transfers.download(elsewhere, new ByteArrayOutputStream(), TransferProgress.NONE))
                    .withMessageContaining("no session");
        }
    }

    @Test
    void anotherServerThatHasAnotherCertificateIsNotTrusted() throws Exception {
        try (FakeVCenter other = FakeVCenter.start()) {
            Place elsewhere = new Place(URI.create("https://" + other.address() + "/folder/x"));
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> transfers.download(elsewhere, new ByteArrayOutputStream(), TransferProgress.NONE))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectionException.Reason.UNTRUSTED));
        }
    }

    @Test
    void aSourceThatBreaksIsTheError() {
        InputStream broken = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        assertThatIOException()
                .isThrownBy(() -> transfers.upload(FILE, "PUT", broken, 10, TransferProgress.NONE))
                .withMessage("the disk is gone");
        assertThat(server.files).isEmpty();
    }

    @Test
    void aTransferInWhichNothingMovesIsEnded() throws Exception {
        for (String path : List.of("/silent", "/stalled")) {
            try (VSphereClient impatient = VSphereClient.connect(
                    server.config().withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(300)))) {
                assertThatExceptionOfType(ConnectionException.class)
                        .isThrownBy(() -> new FileTransfers(impatient.connection())
                                .download(
                                        new Place(URI.create(path)),
                                        new ByteArrayOutputStream(),
                                        TransferProgress.NONE))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectionException.Reason.TIMED_OUT));
            }
        }
    }

    @Test
    void aStarInAUrlStandsForTheConnectionsServer() {
        assertThat(transfers.place("https://*/guestFile?id=1").uri())
                .hasToString("https://" + server.address() + "/guestFile?id=1");
        assertThat(transfers.place("https://*:902/nfc/a").uri()).hasToString("https://127.0.0.1:902/nfc/a");
    }

    @Test
    void aServerNamesTheCertificateOfAnotherOrNone() {
        FileTransfers.Place place = new FileTransfers.Place(URI.create("https://host/file"));
        String sha1 = "AA:".repeat(19) + "AA";
        assertThat(place.withThumbprint(sha1).thumbprint()).isEqualTo(new Thumbprint(sha1));
        for (String none : new String[] {"", "what is no thumbprint"}) {
            assertThat(place.withThumbprint(none)).isEqualTo(place);
        }
        assertThat(place.withThumbprint(null)).isEqualTo(place);
    }
}
