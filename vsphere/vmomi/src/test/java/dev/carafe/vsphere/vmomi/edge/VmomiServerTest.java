package dev.carafe.vsphere.vmomi.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.http.TlsPolicy;
import dev.carafe.pki.Certificates;
import dev.carafe.pki.SelfSigned;
import dev.carafe.pki.TrustManagers;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapHeader;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyCollectorProperties;
import dev.carafe.vsphere.vim.vim25.PropertyFilterUpdate;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerProperties;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.WaitOptions;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.service.SoapService;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class VmomiServerTest {
    private static final ManagedObjectReference<SessionManager> DOOR =
            new ManagedObjectReference<>("SessionManager", "SessionManager");
    private static final ManagedMethod WAIT = Objects.requireNonNull(Vim25.NAMESPACE.method("WaitForUpdatesEx"));
    private static final ManagedObjectReference<PropertyCollector> COLLECTOR =
            new ManagedObjectReference<>("PropertyCollector", "propertyCollector");

    private final ObjectRegistry registry = new ObjectRegistry();
    private final ObjectRegistry open = new ObjectRegistry();
    private final AtomicInteger secrets = new AtomicInteger();
    private final Sessions sessions = new Sessions(
            registry, () -> Instant.EPOCH, () -> "secret-" + secrets.incrementAndGet(), Duration.ofMinutes(30), 10);
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, List.of("9.0.0.0", "8.0.3.0"), "6.5");
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch happened = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @TempDir
    Path folder;

    /** What waits are answered with. */
    private volatile @Nullable UpdateSet news;

    @Nullable
    VmomiServer started;

    @Nullable
    SSLContext trusting;

    /** Lets anybody in. */
    private final class Door implements SessionManager, ServedObject {
        @Override
        public ManagedObjectReference<?> reference() {
            return DOOR;
        }

        @Override
        public UserSession login(String userName, String password, @Nullable String locale) {
            Sessions.Opened opened = sessions.open(userName);
            Call.current().answerWith(opened);
            return UserSession.builder()
                    .key(opened.session().key())
                    .userName(userName)
                    .fullName(userName)
                    .loginTime(Instant.EPOCH)
                    .lastActiveTime(Instant.EPOCH)
                    .locale("en")
                    .messageLocale("en")
                    .extensionSession(false)
                    .ipAddress(Call.current().remoteAddress())
                    .userAgent("")
                    .callCount(0L)
                    .build();
        }
    }

    /** Waits until something happens. */
    private final class Waiter implements PropertyCollector, ServedObject {
        @Override
        public ManagedObjectReference<?> reference() {
            return COLLECTOR;
        }

        @Override
        public @Nullable UpdateSet waitForUpdatesEx(@Nullable String version, @Nullable WaitOptions options) {
            waiting.countDown();
            try {
                happened.await();
            } catch (InterruptedException _) {
                interrupted.countDown();
            }
            return news;
        }
    }

    @BeforeEach
    void start() throws Exception {
        open.change(changes ->
                changes.add(new Door(), SessionManagerProperties.builder().build()));
        registry.change(changes ->
                changes.add(new Waiter(), PropertyCollectorProperties.builder().build()));
        SelfSigned identity =
                SelfSigned.make("test", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        Path certificate = Files.writeString(folder.resolve("crt"), identity.certificatePem());
        Path key = Files.writeString(folder.resolve("key"), identity.keyPem());
        Routes routes = new Routes()
                .add("/files", exchange -> Replies.text(exchange, 200, "files"))
                .add("/files/special", exchange -> Replies.text(exchange, 200, "special"));
        SoapService service = new SoapService(
                codec, versions, sessions, new Session("everybody", "", Instant.EPOCH, open), (_, _, _, _) -> {});
        started = VmomiServer.start(
                new InetSocketAddress("127.0.0.1", 0),
                TlsPolicy.anyClient(certificate, key),
                service,
                versions,
                routes);
        trusting = SSLContext.getInstance("TLS");
        TrustManager trust = TrustManagers.signedBy(Certificates.of(identity.certificatePem()));
        trusting.init(null, new TrustManager[] {trust}, null);
    }

    @AfterEach
    void stop() {
        sessions.all().forEach(session -> sessions.end(session.key()));
        if (started != null) {
            started.close();
        }
    }

    private int port() {
        return started == null ? -1 : started.address().getPort();
    }

    private SSLContext tls() {
        if (trusting == null) {
            throw new IllegalStateException("not started");
        }
        return trusting;
    }

    private HttpResponse<String> send(String method, String path, String body, @Nullable String cookie)
            throws IOException, InterruptedException {
        return send(method, path, body, cookie, "TLSv1.3");
    }

    private HttpResponse<String> send(String method, String path, String body, @Nullable String cookie, String protocol)
            throws IOException, InterruptedException {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {protocol});
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(tls())
                .sslParameters(parameters)
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
                    .method(method, BodyPublishers.ofString(body))
                    .header("SOAPAction", "\"urn:vim25/8.0.3.0\"");
            if (cookie != null) {
                request.header("Cookie", "other=1; " + cookie);
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private String envelope(ManagedObjectReference<?> target, String method, @Nullable Object... arguments)
            throws IOException {
        ManagedType type = (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type(target.type()));
        ManagedMethod found = type.methods().stream()
                .filter(each -> each.wsdlName().equals(method))
                .findFirst()
                .orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.writeRequest(out, SoapHeader.NONE, target, found, arguments, versions.preferred());
        return out.toString(UTF_8);
    }

    private String login() throws IOException, InterruptedException {
        HttpResponse<String> reply = send("POST", "/sdk", envelope(DOOR, "Login", "root", "x", null), null);
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.headers().firstValue("Set-Cookie").orElseThrow();
    }

    @Test
    void aLoginSetsTheCookieThatStandsForTheSession() throws Exception {
        String cookie = login();
        assertThat(cookie).matches("vmware_soap_session=\"secret-[0-9]+\"; Path=/; HttpOnly; Secure");

        String call = envelope(COLLECTOR, "CreatePropertyCollector");
        assertThat(send("POST", "/sdk", call, null).body()).contains("NotAuthenticated");
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertThat(send("POST", "/sdk", call, pair).body()).contains("NotSupported");
        assertThat(send("POST", "/sdk", call, pair.replace("\"", "")).body()).contains("NotSupported");
    }

    @Test
    void aClientOfTls12IsServed() throws Exception {
        HttpResponse<String> reply = send("GET", "/sdk/vimServiceVersions.xml", "", null, "TLSv1.2");
        assertThat(reply.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
        assertThat(reply.statusCode()).isEqualTo(200);
    }

    @Test
    void theVersionsAreAnnounced() throws Exception {
        HttpResponse<String> reply = send("GET", "/sdk/vimServiceVersions.xml", "", null);
        assertThat(reply.headers().firstValue("Content-Type")).contains("text/xml");
        assertThat(reply.body()).contains("<name>urn:vim25</name>", "9.0.0.0", "8.0.3.0");
    }

    @Test
    void onlyAPostIsACall() throws Exception {
        HttpResponse<String> reply = send("GET", "/sdk", "", null);
        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void whatIsNoEnvelopeIsAnsweredWithAFault() throws Exception {
        HttpResponse<String> reply = send("POST", "/sdk", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", null);
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).contains("Fault");
    }

    @Test
    void theLongestPrefixAnswers() throws Exception {
        assertThat(send("GET", "/files", "", null).body()).isEqualTo("files\n");
        assertThat(send("GET", "/files/a/b", "", null).body()).isEqualTo("files\n");
        assertThat(send("GET", "/files/special/b", "", null).body()).isEqualTo("special\n");
        assertThat(send("GET", "/filesystem", "", null).statusCode()).isEqualTo(404);
    }

    @Test
    void aWaitEndsWhenItsClientGoesAway() throws Exception {
        String cookie = login();
        try (SSLSocket socket = (SSLSocket) tls().getSocketFactory().createSocket("127.0.0.1", port())) {
            startWaiting(socket, cookie);
        }
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWaitLastsWhileItsClientIsThereAndWhatItSendsMeanwhileIsAnsweredNext() throws Exception {
        String cookie = login();
        try (SSLSocket socket = (SSLSocket) tls().getSocketFactory().createSocket("127.0.0.1", port())) {
            startWaiting(socket, cookie);
            socket.getOutputStream()
                    .write("GET /files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
            socket.getOutputStream().flush();
            happened.countDown();
            String replies = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(replies).containsSubsequence("200 OK", "WaitForUpdatesExResponse", "200 OK", "files");
        }
        assertThat(interrupted.getCount()).isEqualTo(1);
    }

    @Test
    void aLongAnswerIsSentWhileItIsWritten() throws Exception {
        String cookie = login();
        news = longNews("the end");
        happened.countDown();
        HttpResponse<String> reply = await(cookie);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Length")).isEmpty();
        assertThat(reply.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(codec.readResponse(new ByteArrayInputStream(reply.body().getBytes(UTF_8)), WAIT))
                .isEqualTo(news);
    }

    @Test
    void aLongAnswerThatFailsIsCutOff() throws Exception {
        String cookie = login();
        news = longNews(new Object()); // nothing that can be written
        happened.countDown();
        assertThatThrownBy(() -> await(cookie)).isInstanceOf(IOException.class);
    }

    @Test
    void aLongAnswerIsCompressedForWhoTakesItSo() throws Exception {
        String cookie = login();
        news = longNews("the end");
        happened.countDown();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + "/sdk"))
                .POST(BodyPublishers.ofString(envelope(COLLECTOR, "WaitForUpdatesEx", "", null)))
                .header("SOAPAction", "\"urn:vim25/8.0.3.0\"")
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .header("Accept-Encoding", "deflate, gzip;q=0.5")
                .build();
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls()).build()) {
            HttpResponse<byte[]> reply = client.send(request, BodyHandlers.ofByteArray());
            assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
            try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
                assertThat(codec.readResponse(body, WAIT)).isEqualTo(news);
            }
        }
    }

    @Test
    void whoSaysThatHeTakesNoGzipGetsNone() {
        assertThat(QuickGzip.isTaken("gzip, deflate")).isTrue();
        assertThat(QuickGzip.isTaken("GZIP; q=0.001")).isTrue();
        assertThat(QuickGzip.isTaken("gzip;q=0")).isFalse();
        assertThat(QuickGzip.isTaken("br, gzip; q=0.00")).isFalse();
        assertThat(QuickGzip.isTaken("br")).isFalse();
        assertThat(QuickGzip.isTaken("")).isFalse();
    }

    private HttpResponse<String> await(String cookie) throws IOException, InterruptedException {
        return send(
                "POST",
                "/sdk",
                envelope(COLLECTOR, "WaitForUpdatesEx", "", null),
                cookie.substring(0, cookie.indexOf(';')));
    }

    private static UpdateSet longNews(Object last) {
        List<ObjectUpdate> updates = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            updates.add(update("machine " + i));
        }
        updates.add(update(last));
        return UpdateSet.builder()
                .version("1")
                .filterSet(List.of(PropertyFilterUpdate.builder()
                        .filter(new ManagedObjectReference<>("PropertyFilter", "filter"))
                        .objectSet(updates)
                        .build()))
                .build();
    }

    private static ObjectUpdate update(Object value) {
        return ObjectUpdate.builder()
                .kind(ObjectUpdateKind.MODIFY)
                .obj(DOOR)
                .changeSet(List.of(new PropertyChange("name", PropertyChangeOp.ASSIGN, value)))
                .build();
    }

    private void startWaiting(SSLSocket socket, String cookie) throws IOException, InterruptedException {
        byte[] body = envelope(COLLECTOR, "WaitForUpdatesEx", "", null).getBytes(UTF_8);
        String head = "POST /sdk HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\nCookie: "
                + cookie.substring(0, cookie.indexOf(';')) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
