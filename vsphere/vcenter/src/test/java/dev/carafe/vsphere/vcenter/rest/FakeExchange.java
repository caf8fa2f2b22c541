package dev.carafe.vsphere.vcenter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.BodyTooLargeException;
import dev.carafe.http.HttpExchange;
import dev.carafe.http.PieceStream;
import dev.carafe.http.Query;
import dev.carafe.http.WebSocketPeer;
import dev.carafe.http.WebSocketSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A request without a network, and what was replied to it. */
final class FakeExchange implements HttpExchange {
    private final String method;
    private final String target;
    private final String body;
    /** By name in lower case. */
    private final Map<String, String> headers;

    private int status;
    private String replied = "";

    FakeExchange(String method, String target, String body, Map<String, String> headers) {
        this.method = method;
        this.target = target;
        this.body = body;
        this.headers = headers;
    }

    @Override
    public int status() {
        return status;
    }

    String reply() {
        return replied;
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
        return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    @Override
    public java.util.Set<String> headerNames() {
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
        return new ByteArrayInputStream(body.getBytes(UTF_8));
    }

    @Override
    public byte[] body(int bytesMax) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        if (bytes.length > bytesMax) {
            throw new BodyTooLargeException(bytesMax);
        }
        return bytes;
    }

    @Override
    public void setHeader(String name, String value) {}

    @Override
    public void addHeader(String name, String value) {}

    @Override
    public boolean replied() {
        return status != 0;
    }

    @Override
    public void reply(int code, String contentType, List<ByteBuffer> pieces) {
        status = code;
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(UTF_8.decode(piece.duplicate())));
        replied = text.toString();
    }

    @Override
    public OutputStream stream(int code, String contentType) {
        throw new UnsupportedOperationException();
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
