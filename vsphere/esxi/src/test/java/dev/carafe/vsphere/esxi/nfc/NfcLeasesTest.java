package dev.carafe.vsphere.esxi.nfc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.pki.SelfSigned;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.testing.HostObjects;
import dev.carafe.vsphere.esxi.testing.HttpsSite;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseDeviceUrl;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseManifestEntry;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseProperties;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseState;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.Timedout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs {@code qemu-img}, and fails without it. */
@Timeout(60)
class NfcLeasesTest {
    private static final int BYTES = 3 << 20;
    private static final int VARIABLES_BYTES = 4096;

    @TempDir
    Path temporary;

    private HostObjects host;
    private NfcLeases leases;
    private HttpServer server;
    private HttpClient client;
    private Path full;
    private Path empty;
    private final BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();

    /** Has its disk ready at once. */
    private final class Work implements NfcWork {
        private final boolean isImport;
        private final Path disk;

        Work(boolean isImport, Path disk) {
            this.isImport = isImport;
            this.disk = disk;
        }

        @Override
        public boolean isImport() {
            return isImport;
        }

        @Override
        public NfcContent prepare(IntConsumer percent) {
            percent.accept(50);
            return new NfcContent(
                    new ManagedObjectReference<>("VirtualMachine", "12"),
                    "web",
                    List.of(new NfcFile.Disk("ParaVirtualSCSIController0:0", disk, BYTES)));
        }

        @Override
        public void ended(NfcContent content, boolean completed) {
            ended.add(completed);
        }
    }

    @BeforeEach
    void setUp() throws Exception {
        host = new HostObjects(temporary);
        full = host.one.resolve("full.vmdk");
        empty = host.two.resolve("empty.vmdk");
        host.disks.create(full, BYTES, Provisioning.THIN);
        host.disks.create(empty, BYTES, Provisioning.THIN);
        byte[] content = new byte[BYTES];
        new Random(5).nextBytes(content);
        Arrays.fill(content, 1 << 20, 2 << 20, (byte) 0);
        Files.write(host.one.resolve("full-flat.vmdk"), content);
        leases = leases(Duration.ofMinutes(5));
        SelfSigned identity =
                SelfSigned.make("test", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        Path certificate = Files.writeString(temporary.resolve("cert.pem"), identity.certificatePem());
        Path key = Files.writeString(temporary.resolve("key.pem"), identity.keyPem());
        server = HttpServer.start(
                new InetSocketAddress("127.0.0.1", 0),
                TlsPolicy.anyClient(certificate, key),
                exchange -> leases.handler().handle(exchange));
        client = HttpClient.newBuilder()
                .sslContext(HttpsSite.trusting(identity.certificatePem()))
                .build();
    }

    @AfterEach
    void tearDown() {
        client.close();
        server.close();
        host.close();
    }

    private NfcLeases leases(Duration timeout) {
        return new NfcLeases(host.registry, host.datastores, host.disks, timeout, new Random(3), () -> "AA:BB");
    }

    private HttpNfcLeaseProperties properties(ManagedObjectReference<HttpNfcLease> lease) {
        return (HttpNfcLeaseProperties) host.registry.properties(lease).orElseThrow();
    }

    private HttpNfcLease object(ManagedObjectReference<HttpNfcLease> lease) {
        return (HttpNfcLease) host.registry.find(lease).orElseThrow();
    }

    private void await(ManagedObjectReference<HttpNfcLease> lease, HttpNfcLeaseState state)
            throws InterruptedException {
        while (properties(lease).state() != state) {
            Thread.sleep(1);
        }
    }

    private HttpNfcLeaseDeviceUrl url(ManagedObjectReference<HttpNfcLease> lease) throws InterruptedException {
        await(lease, HttpNfcLeaseState.READY);
        return Objects.requireNonNull(properties(lease).info()).deviceUrl().getFirst();
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(
                URI.create(url.replace("*", "127.0.0.1:" + server.address().getPort())));
    }

    private HttpResponse<byte[]> post(String url, byte[] body) throws IOException, InterruptedException {
        return client.send(request(url).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
        return client.send(request(url).build(), BodyHandlers.ofByteArray());
    }

    private byte[] export() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        host.disks.exportStreamOptimized(full, out, DiskProgress.NONE);
        return out.toByteArray();
    }

    private static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void importsADisk() throws Exception {
        ManagedObjectReference<HttpNfcLease> lease = leases.open(new Work(true, empty));
        HttpNfcLeaseDeviceUrl url = url(lease);
        assertThat(url.importKey()).isEqualTo("/web/ParaVirtualSCSIController0:0");
        assertThat(url.key()).isEqualTo("/12/ParaVirtualSCSIController0:0");
        assertThat(url.sslThumbprint()).isEqualTo("AA:BB");
        object(lease).httpNfcLeaseProgress(10);
        assertThat(properties(lease).transferProgress()).isEqualTo(10);
        assertThat(post(url.url(), export()).statusCode()).isEqualTo(200);
        assertThat(Files.mismatch(host.one.resolve("full-flat.vmdk"), host.two.resolve("empty-flat.vmdk")))
                .isEqualTo(-1);
        object(lease).httpNfcLeaseComplete();
        assertThat(ended.take()).isTrue();
        assertThat(properties(lease).state()).isEqualTo(HttpNfcLeaseState.DONE);
        assertFault(InvalidState.class, () -> object(lease).httpNfcLeaseComplete());
        assertFault(InvalidState.class, () -> object(lease).httpNfcLeaseProgress(20));
        assertThat(ended).isEmpty();
    }

    @Test
    void exportsADiskAndSaysWhatItSent() throws Exception {
        ManagedObjectReference<HttpNfcLease> lease = leases.open(new Work(false, full));
        HttpNfcLeaseDeviceUrl url = url(lease);
        byte[] sent = get(url.url()).body();
        assertThat(sent).isEqualTo(export());
        object(lease)
                .httpNfcLeaseSetManifestChecksumType(List.of(
                        KeyValue.builder().key(url.key()).value("sha256").build()));
        HttpNfcLeaseManifestEntry first =
                object(lease).httpNfcLeaseGetManifest().getFirst();
        assertThat(first.key()).isEqualTo(url.key());
        assertThat(first.size()).isEqualTo(sent.length);
        assertThat(first.capacity()).isEqualTo(BYTES);
        assertThat(first.sha1())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-1").digest(sent)));
        get(url.url());
        assertThat(object(lease).httpNfcLeaseGetManifest())
                .singleElement()
                .satisfies(entry -> assertThat(entry.checksum())
                        .isEqualTo(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(sent))));
        assertFault(
                InvalidArgument.class,
                () -> object(lease)
                        .httpNfcLeaseSetManifestChecksumType(
                                List.of(KeyValue.builder().key("x").value("crc").build())));
        assertFault(
                InvalidArgument.class,
                () -> object(lease)
                        .httpNfcLeaseSetManifestChecksumType(List.of(
                                KeyValue.builder().key("x").value("sha256").build())));
        object(lease).httpNfcLeaseComplete();
        assertThat(ended.take()).isTrue();
        assertThat(get(url.url()).statusCode()).isEqualTo(404);
    }

    /** A machine without disks, with its firmware's variables. */
    private final class Variables implements NfcWork {
        private final boolean isImport;
        private final Path file;

        Variables(boolean isImport, Path file) {
            this.isImport = isImport;
            this.file = file;
        }

        @Override
        public boolean isImport() {
            return isImport;
        }

        @Override
        public NfcContent prepare(IntConsumer percent) {
            return new NfcContent(
                    new ManagedObjectReference<>("VirtualMachine", "12"),
                    "web",
                    List.of(new NfcFile.Nvram(file, VARIABLES_BYTES)));
        }

        @Override
        public void ended(NfcContent content, boolean completed) {
            ended.add(completed);
        }
    }

    private static byte[] variables() {
        byte[] volume = new byte[VARIABLES_BYTES];
        new Random(7).nextBytes(volume);
        System.arraycopy("_FVH".getBytes(UTF_8), 0, volume, 40, 4);
        return volume;
    }

    @Test
    void aFirmwaresVariablesGoOutAndComeInAsTheyAre() throws Exception {
        Path file = Files.write(host.one.resolve("web.nvram"), variables());
        ManagedObjectReference<HttpNfcLease> out = leases.open(new Variables(false, file));
        HttpNfcLeaseDeviceUrl url = url(out);
        assertThat(url.key()).isEqualTo("/12/nvram");
        assertThat(url.disk()).isFalse();
        assertThat(url.fileSize()).isEqualTo(VARIABLES_BYTES);
        assertThat(url.targetId()).endsWith(".nvram");
        byte[] sent = get(url.url()).body();
        assertThat(sent).isEqualTo(variables());
        assertThat(object(out).httpNfcLeaseGetManifest()).singleElement().satisfies(entry -> {
            assertThat(entry.disk()).isFalse();
            assertThat(entry.size()).isEqualTo(VARIABLES_BYTES);
            assertThat(entry.sha1())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-1").digest(sent)));
        });

        Path copy = host.two.resolve("web.nvram");
        HttpNfcLeaseDeviceUrl in = url(leases.open(new Variables(true, copy)));
        assertThat(in.importKey()).isEqualTo("/web/nvram");
        assertThat(client.send(
                                request(in.url())
                                        .PUT(BodyPublishers.ofByteArray(sent))
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .statusCode())
                .isEqualTo(201);
        assertThat(copy).hasBinaryContent(variables());
    }

    @Test
    void variablesOfAnotherMakeOfFirmwareAreNotKept() throws Exception {
        Path copy = host.two.resolve("web.nvram");
        HttpNfcLeaseDeviceUrl in = url(leases.open(new Variables(true, copy)));
        byte[] noVolume = new byte[VARIABLES_BYTES];
        for (byte[] other : List.of(noVolume, Arrays.copyOf(variables(), VARIABLES_BYTES + 1), new byte[0])) {
            assertThat(post(in.url(), other).statusCode()).isEqualTo(200);
            assertThat(copy).doesNotExist();
        }
    }

    @Test
    void leavesTheDiskAsItWasWhenWhatIsSentIsNone() throws Exception {
        HttpNfcLeaseDeviceUrl url = url(leases.open(new Work(true, empty)));
        HttpResponse<byte[]> answer = post(url.url(), "no disk at all".getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(post(url.url(), Arrays.copyOf(export(), 70_000)).statusCode())
                .isEqualTo(400);
        assertThat(host.disks.chain(empty).capacityBytes()).isEqualTo(BYTES);
        try (var files = Files.list(host.two)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void answersOnlyWhatTheLeaseIsFor() throws Exception {
        HttpNfcLeaseDeviceUrl in = url(leases.open(new Work(true, empty)));
        HttpNfcLeaseDeviceUrl out = url(leases.open(new Work(false, full)));
        assertThat(get(in.url()).statusCode()).isEqualTo(403);
        assertThat(post(out.url(), export()).statusCode()).isEqualTo(403);
        assertThat(get(out.url().replace("disk-0", "disk-7")).statusCode()).isEqualTo(404);
        assertThat(get("https://*/nfc/00000000000000000000000000000000/disk-0.vmdk")
                        .statusCode())
                .isEqualTo(404);
        assertThat(client.send(request(in.url()).DELETE().build(), BodyHandlers.ofByteArray())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void endsWhenAborted() throws Exception {
        ManagedObjectReference<HttpNfcLease> lease = leases.open(new Work(true, empty));
        HttpNfcLeaseDeviceUrl url = url(lease);
        object(lease).httpNfcLeaseAbort(null);
        assertThat(ended.take()).isFalse();
        assertThat(properties(lease).state()).isEqualTo(HttpNfcLeaseState.ERROR);
        assertThat(Objects.requireNonNull(properties(lease).error()).fault()).isInstanceOf(RequestCanceled.class);
        assertThat(post(url.url(), export()).statusCode()).isEqualTo(404);
        assertFault(InvalidState.class, () -> object(lease).httpNfcLeaseAbort(null));
    }

    @Test
    void breaksOffAnExportThatIsAborted() throws Exception {
        Path large = host.one.resolve("large.vmdk");
        host.disks.create(large, 256 << 20, Provisioning.THIN);
        byte[] noise = new byte[64 << 20];
        new Random(9).nextBytes(noise);
        Files.write(host.one.resolve("large-flat.vmdk"), noise, StandardOpenOption.WRITE);
        ManagedObjectReference<HttpNfcLease> lease = leases.open(new Work(false, large));
        HttpNfcLeaseDeviceUrl url = url(lease);
        HttpResponse<InputStream> answer = client.send(request(url.url()).build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.read()).isEqualTo('K');
            object(lease).httpNfcLeaseAbort(null);
            assertThatIOException().isThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()));
        }
        assertThat(ended.take()).isFalse();
    }

    @Test
    void endsWhenNobodyRenewsIt() throws Exception {
        NfcLeases impatient = leases(Duration.ofMillis(1));
        ManagedObjectReference<HttpNfcLease> lease = impatient.open(new Work(true, empty));
        assertThat(ended.take()).isFalse();
        await(lease, HttpNfcLeaseState.ERROR);
        assertThat(Objects.requireNonNull(properties(lease).error()).fault()).isInstanceOf(Timedout.class);
        assertFault(Timedout.class, () -> object(lease).httpNfcLeaseProgress(1));
    }

    @Test
    void saysWhyItCannotBeMadeReady() throws InterruptedException {
        ManagedObjectReference<HttpNfcLease> lease = leases.open(new NfcWork() {
            @Override
            public boolean isImport() {
                return true;
            }

            @Override
            public NfcContent prepare(IntConsumer percent) {
                throw FileNotFound.builder().file("[one] x").build().exception("File [one] x was not found");
            }

            @Override
            public void ended(NfcContent content, boolean completed) {
                ended.add(completed);
            }
        });
        await(lease, HttpNfcLeaseState.ERROR);
        while (properties(lease).error() == null) {
            Thread.sleep(1);
        }
        assertThat(Objects.requireNonNull(properties(lease).error()).fault()).isInstanceOf(FileNotFound.class);
        assertThat(ended).isEmpty();
    }
}
