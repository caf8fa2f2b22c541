package dev.carafe.vsphere.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.pbm.Pbm;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapRequest;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.ServiceInstance;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A vCenter of a few objects, over HTTPS and the codec's server side: what the client needs of one, and no more. */
final class FakeVCenter implements AutoCloseable {
    static final String PASSWORD = "secret";
    private static final Set<String> WITHOUT_SESSION =
            Set.of("RetrieveServiceContent", "Login", "RetrievePropertiesEx");

    final Map<ManagedObjectReference<?>, ManagedObject> objects = new ConcurrentHashMap<>();
    final FakeProperties properties = new FakeProperties();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<String> soapActions = new CopyOnWriteArrayList<>();
    final ServerCertificate certificate;
    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    /** What {@code /pbm/sdk} was sent, as text. */
    final List<String> pbmRequests = new CopyOnWriteArrayList<>();

    /** Whether it compresses answers of {@code /sdk} for those who take them so. */
    volatile boolean compresses;

    private final Map<String, UserSession> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger logins = new AtomicInteger();
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, List.of("8.0.3.0", "7.0.0.0"), "6.5");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer http;

    FakeVCenter(ServerCertificate certificate) throws Exception {
        this.certificate = certificate;
        http = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        http.setExecutor(threads);
        http.createContext("/sdk/vimServiceVersions.xml", exchange -> answer(exchange, 200, versions.document()));
        http.createContext("/sdk", this::serve);
        http.createContext("/silent", exchange -> exchange.getRequestBody().readAllBytes());
        http.createContext("/stalled", FakeVCenter::beginOnly);
        http.createContext("/folder/", this::file);
        http.createContext("/pbm/sdk", this::servePbm);
        http.createContext("/rest/", this::rest);
        http.createContext("/api/", exchange -> answer(exchange, 404, ""));
        http.start();
        objects.put(new ManagedObjectReference<>("ServiceInstance", "ServiceInstance"), new Service());
        objects.put(FakeProperties.COLLECTOR, properties.collector(objects));
        objects.put(FakeProperties.VIEWS, properties.views(objects));
    }

    static FakeVCenter start() throws Exception {
        return new FakeVCenter(ServerCertificate.of("127.0.0.1"));
    }

    String address() {
        return "127.0.0.1:" + http.getAddress().getPort();
    }

    ConnectionConfig config() throws Exception {
        return ConnectionConfig.of(address(), new Trust.Pinned(Thumbprint.sha256(certificate.certificate())));
    }

    VSphereClient client() throws Exception {
        VSphereClient client = VSphereClient.connect(config());
        client.login("root", PASSWORD);
        return client;
    }

    /** As if all sessions had timed out. */
    void forgetSessions() {
        sessions.clear();
    }

    int logins() {
        return logins.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String session = cookie(exchange);
        String action = exchange.getRequestHeaders().getFirst("SOAPAction");
        soapActions.add(String.valueOf(action));
        Version version = versions.of(action);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = 200;
        try {
            SoapRequest request = codec.readRequest(exchange.getRequestBody());
            calls.add(request.method().wsdlName());
            codec.writeResponse(out, request.method(), call(exchange, session, request), version);
        } catch (FaultException e) {
            status = 500;
            codec.writeFault(out, e, version);
        }
        byte[] answer = out.toByteArray();
        if (compresses && "gzip".equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"))) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(answer);
            }
            answer = packed.toByteArray();
        }
        send(exchange, status, answer);
    }

    /** Files by path, for those with a session; ranges from a byte on. */
    private void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!sessions.containsKey(cookie(exchange))) {
            answer(exchange, 401, "no session");
            return;
        }
        if (exchange.getRequestMethod().equals("PUT")) {
            boolean there = files.put(path, exchange.getRequestBody().readAllBytes()) != null;
            answer(exchange, there ? 200 : 201, "");
            return;
        }
        byte[] content = files.get(path);
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (content == null) {
            answer(exchange, 404, "no such file");
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        } else if (range != null) {
            int from = Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
            send(exchange, 206, java.util.Arrays.copyOfRange(content, from, content.length));
        } else {
            send(exchange, 200, content);
        }
    }

    private void servePbm(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        pbmRequests.add(new String(body, java.nio.charset.StandardCharsets.UTF_8));
        soapActions.add(String.valueOf(exchange.getRequestHeaders().getFirst("SOAPAction")));
        SoapCodec pbm = new SoapCodec(Pbm.NAMESPACE);
        SoapRequest request = pbm.readRequest(new java.io.ByteArrayInputStream(body));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pbm.writeResponse(out, request.method(), null, Pbm.NAMESPACE.versions().getLast());
        send(exchange, 200, out.toByteArray());
    }

    /** The older form's session, and one error. */
    private void rest(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String session = exchange.getRequestHeaders().getFirst("vmware-api-session-id");
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (path.equals("/rest/com/vmware/cis/session") && basic != null) {
            answer(exchange, 200, "{\"value\":\"rest-1\"}");
        } else if (!"rest-1".equals(session)) {
            answer(
                    exchange,
                    401,
                    "{\"type\":\"com.vmware.vapi.std.errors.unauthenticated\",\"value\":{\"messages\":[]}}");
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            answer(exchange, 200, "");
        } else if (path.endsWith("/category")) {
            answer(exchange, 200, "{\"value\":[\"urn:vmomi:InventoryServiceCategory:1:GLOBAL\"]}");
        } else {
            answer(
                    exchange,
                    404,
                    "{\"type\":\"com.vmware.vapi.std.errors.not_found\",\"value\":{\"messages\":"
                            + "[{\"id\":\"x\",\"default_message\":\"no such tag\"}]}}");
        }
    }

    private static String cookie(HttpExchange exchange) {
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        return cookie == null ? "" : cookie.substring(cookie.indexOf('=') + 1);
    }

    private @Nullable Object call(HttpExchange exchange, String session, SoapRequest request) {
        String method = request.method().wsdlName();
        UserSession known = sessions.get(session);
        if (known == null && !WITHOUT_SESSION.contains(method)) {
            throw NotAuthenticated.builder()
                    .object(request.target())
                    .privilegeId("System.View")
                    .build()
                    .exception("The session is not authenticated.");
        }
        if (request.target().type().equals("SessionManager")) {
            return new Sessions(exchange, session).dispatch(request.method(), request.argumentArray());
        }
        properties.set(FakeProperties.SESSIONS, "currentSession", known);
        ManagedObject object = objects.get(request.target());
        if (object == null) {
            throw dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound.builder()
                    .obj(request.target())
                    .build()
                    .exception("The object has already been deleted or has not been completely created");
        }
        return object.dispatch(request.method(), request.argumentArray());
    }

    /** Sends the head and one byte of a longer answer, and leaves the connection open. */
    private static void beginOnly(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('<');
        exchange.getResponseBody().flush();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private static final class Service implements ServiceInstance {
        @Override
        public Instant currentTime() {
            return Instant.parse("2026-01-02T03:04:05Z");
        }

        @Override
        public ServiceContent retrieveServiceContent() {
            return ServiceContent.builder()
                    .rootFolder(FakeProperties.ROOT)
                    .propertyCollector(FakeProperties.COLLECTOR)
                    .viewManager(FakeProperties.VIEWS)
                    .sessionManager(FakeProperties.SESSIONS)
                    .eventManager(FakeEvents.MANAGER)
                    .about(AboutInfo.builder()
                            .name("VMware vCenter Server")
                            .fullName("VMware vCenter Server 8.0.3")
                            .vendor("VMware, Inc.")
                            .version("8.0.3")
                            .build("1")
                            .osType("linux-x64")
                            .productLineId("vpx")
                            .apiType("VirtualCenter")
                            .apiVersion("8.0.3.0")
                            .build())
                    .build();
        }
    }

    private final class Sessions implements SessionManager {
        private final HttpExchange exchange;
        private final String session;

        Sessions(HttpExchange exchange, String session) {
            this.exchange = exchange;
            this.session = session;
        }

        @Override
        public UserSession login(String userName, String password, @Nullable String locale) {
            if (!password.equals(PASSWORD)) {
                throw InvalidLogin.builder()
                        .build()
                        .exception("Cannot complete login due to an incorrect user name or password.");
            }
            String key = "\"s" + logins.incrementAndGet() + "\"";
            UserSession user = UserSession.builder()
                    .key(key)
                    .userName(userName)
                    .fullName(userName)
                    .loginTime(Instant.EPOCH)
                    .lastActiveTime(Instant.EPOCH)
                    .locale("en")
                    .messageLocale("en")
                    .extensionSession(false)
                    .ipAddress("127.0.0.1")
                    .userAgent("")
                    .callCount(0L)
                    .build();
            sessions.put(key, user);
            exchange.getResponseHeaders()
                    .set("Set-Cookie", "vmware_soap_session=" + key + "; Path=/; HttpOnly; Secure;");
            return user;
        }

        @Override
        public void logout() {
            sessions.remove(session);
        }
    }
}
