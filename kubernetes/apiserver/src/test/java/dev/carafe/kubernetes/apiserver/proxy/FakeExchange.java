package dev.carafe.kubernetes.apiserver.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.PieceStream;
import dev.carafe.http.Query;
import dev.carafe.http.WebSocketPeer;
import dev.carafe.http.WebSocketSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A request without a network, and what was replied to it. */
final class FakeExchange implements HttpExchange {
    private final String method;
    private final String target;
    private final byte[] body;
    /** By name in lower case. */
    private final Map<String, String> headers = new LinkedHashMap<>();

    private final Map<String, String> answered = new LinkedHashMap<>();
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
    private int status;

    FakeExchange(String method, String target, String body) {
        this.method = method;
        this.target = target;
        this.body = body.getBytes(UTF_8);
        if (this.body.length > 0) {
            with("content-length", Integer.toString(this.body.length));
        }
    }

    FakeExchange with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public int status() {
        return status;
    }

    String replyText() {
        return reply.toString(UTF_8);
    }

    String answered(String name) {
        return answered.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return target.split("\\?", 2)[0];
    }

    @Override
    public Query query() {
        int question = target.indexOf('?');
        return question < 0 ? Query.NONE : Query.parse(target.substring(question + 1));
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    @Override
    public Set<String> headerNames() {
        return headers.keySet();
    }

    @Override
    public List<String> headers(String name) {
        return header(name).isEmpty() ? List.of() : List.of(header(name));
    }

    @Override
    public List<X509Certificate> certificates() {
        return List.of();
    }

    @Override
    public boolean certificateRejected() {
        return false;
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1";
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public byte[] body(int bytesMax) {
        return body.clone();
    }

    @Override
    public void setHeader(String name, String value) {
        answered.put(name.toLowerCase(Locale.ROOT), value);
    }

    @Override
    public void addHeader(String name, String value) {
        setHeader(name, value);
    }

    @Override
    public boolean replied() {
        return status != 0;
    }

    @Override
    public void reply(int code, String contentType, List<ByteBuffer> pieces) {
        status = code;
        setHeader("content-type", contentType);
        pieces.forEach(piece ->
                reply.writeBytes(UTF_8.decode(piece.duplicate()).toString().getBytes(UTF_8)));
    }

    @Override
    public OutputStream stream(int code, String contentType) {
        status = code;
        setHeader("content-type", contentType);
        return reply;
    }

    @Override
    public PieceStream pieces(int code, String contentType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onDisconnect(Runnable action) {}

    @Override
    public boolean wantsWebSocket() {
        return false;
    }

    @Override
    public List<String> webSocketProtocols() {
        return List.of();
    }

    @Override
    public void acceptWebSocket(String protocol, Function<WebSocketSession, WebSocketPeer> opened) {
        throw new UnsupportedOperationException();
    }
}
