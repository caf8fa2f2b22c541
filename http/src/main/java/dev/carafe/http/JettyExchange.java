package dev.carafe.http;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;

/** An exchange over a Jetty request. */
final class JettyExchange implements HttpExchange {
    private static final String VERIFIED = "dev.carafe.certificateVerified";

    private static final int STREAM_BUFFER_BYTES = 16 << 10;
    private static final int UNREAD_BUFFER_BYTES = 1 << 10;

    /** How much of a body that is too large is read and thrown away before the connection is broken. */
    private static final long DRAIN_BYTES_MAX = 16L << 20;

    /**
     * How much of a body that nobody wanted is read before the answer goes out (as net/http of Go does): the connection, or
     * in HTTP/2 the stream, is cut behind the answer when something is left, and a client that still sends does not read it.
     */
    private static final long UNREAD_BYTES_MAX = 256 << 10;

    private final Request request;
    private final Response response;
    private final TlsMaterial tls;
    private final DisconnectWatch disconnects;
    private final Query query;
    private @Nullable Callback callback;
    private boolean replied;
    private long written;
    /** Whether the body was read to its end. */
    private boolean bodyRead;
    /** Whether nobody waits for the rest of the body. */
    private boolean bodyLeft;

    private volatile boolean ended;
    private boolean watched;

    JettyExchange(Request request, Response response, Callback callback, TlsMaterial tls, DisconnectWatch disconnects) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.tls = tls;
        this.disconnects = disconnects;
        String text = request.getHttpURI().getQuery();
        this.query = text == null ? Query.NONE : Query.parse(text);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }

    @Override
    public Query query() {
        return query;
    }

    @Override
    public String target() {
        String query = request.getHttpURI().getQuery();
        return query == null ? path() : path() + "?" + query;
    }

    @Override
    public String header(String name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    @Override
    public Set<String> headerNames() {
        return request.getHeaders().getFieldNamesCollection();
    }

    @Override
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    @Override
    public List<X509Certificate> certificates() {
        SslSessionData session = session();
        if (session == null || session.peerCertificates() == null || !verified(session)) {
            return List.of();
        }
        return List.of(session.peerCertificates());
    }

    @Override
    public boolean certificateRejected() {
        SslSessionData session = session();
        return session != null && session.peerCertificates() != null && !verified(session);
    }

    private @Nullable SslSessionData session() {
        return request.getAttribute(SslSessionData.ATTRIBUTE) instanceof SslSessionData data ? data : null;
    }

    /** Checks the chain once a TLS session: the outcome stays with the session. */
    private boolean verified(SslSessionData data) {
        SSLSession session = data.sslSession();
        if (session.getValue(VERIFIED) instanceof Boolean known) {
            return known;
        }
        boolean verified = tls.vouchesFor(List.of(data.peerCertificates()));
        session.putValue(VERIFIED, verified);
        return verified;
    }

    @Override
    public String remoteAddress() {
        return Request.getRemoteAddr(request);
    }

    @Override
    public InputStream body() {
        return Request.asInputStream(request);
    }

    @Override
    public byte[] body(int bytesMax) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        byte[] buffer = new byte[8192];
        try (InputStream in = body()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (out.size() > bytesMax) {
                    drain(in, DRAIN_BYTES_MAX, buffer);
                    throw new BodyTooLargeException(bytesMax);
                }
            }
        }
        bodyRead = true;
        return out.toByteArray();
    }

    @Override
    public void leaveBody() {
        bodyLeft = true; // Jetty itself ends a connection on which something of a body is left
    }

    /** Reads on without keeping anything: a client that is cut off while it sends does not read why. */
    private static void drain(InputStream in, long most, byte... buffer) throws IOException {
        long left = most;
        while (left > 0) {
            int read = in.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    @Override
    public boolean isHttp2() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }

    @Override
    public void setHeader(String name, String value) {
        response.getHeaders().put(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        response.getHeaders().add(name, value);
    }

    @Override
    public boolean replied() {
        return replied;
    }

    @Override
    public int status() {
        return replied ? response.getStatus() : 0;
    }

    @Override
    public long written() {
        return written;
    }

    private void readRest() {
        boolean none =
                bodyRead || bodyLeft || request.getLength() == 0 || method().equals("GET") || method().equals("HEAD");
        if (none || header("Expect").equalsIgnoreCase("100-continue")) {
            return; // the last because the client waits to be asked for it
        }
        try {
            drain(body(), UNREAD_BYTES_MAX, new byte[UNREAD_BUFFER_BYTES]);
        } catch (IOException _) {
            // the client is gone, or the handler has closed the body: the answer is tried all the same
        }
    }

    private void begin(int status, String contentType) {
        replied = true;
        response.setStatus(status);
        if (!contentType.isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        }
        boolean last = response.getHeaders().contains(HttpHeader.CONNECTION, "close");
        if (last && request.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection) {
            response.getHeaders().remove(HttpHeader.CONNECTION); // HTTP/2 has no such header
            var _ = connection.getSession().shutdown();
        }
    }

    @Override
    public void reply(int status, String contentType, List<ByteBuffer> pieces) throws IOException {
        readRest();
        begin(status, contentType);
        long length = 0;
        for (ByteBuffer piece : pieces) {
            length += piece.remaining();
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (method().equals("HEAD") || pieces.isEmpty()) {
            Content.Sink.write(response, true, null);
            return;
        }
        written = length;
        for (int i = 0; i < pieces.size(); i++) {
            Content.Sink.write(response, i == pieces.size() - 1, pieces.get(i));
        }
    }

    @Override
    public OutputStream stream(int status, String contentType) throws IOException {
        PieceStream pieces = pieces(status, contentType);
        return new BufferedOutputStream(new PieceOutputStream(new Counted(pieces)), STREAM_BUFFER_BYTES);
    }

    /** A stream whose bytes are counted. */
    private final class Counted implements PieceStream {
        private final PieceStream pieces;

        Counted(PieceStream pieces) {
            this.pieces = pieces;
        }

        @Override
        public void write(ByteBuffer piece) throws IOException {
            written += piece.remaining();
            pieces.write(piece);
        }

        @Override
        public void close() throws IOException {
            pieces.close();
        }
    }

    @Override
    public PieceStream pieces(int status, String contentType) throws IOException {
        boolean chunked = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && !method().equals("HEAD")
                && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH); // what has a length is sent as it is
        request.addIdleTimeoutListener(_ -> false);
        begin(status, contentType);
        if (chunked) {
            response.getHeaders()
                    .put(HttpHeader.TRANSFER_ENCODING, "chunked"); // also on a connection that is closed then
        }
        Content.Sink.write(response, false, null);
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        if (chunked) {
            return new ChunkedPieceStream(connection, response);
        }
        return isHttp2() && connection instanceof GatheringEndPoint gathering
                ? new JettyPieceStream(response, (piece, sent) -> gathering.send(response, piece, sent))
                : new JettyPieceStream(response);
    }

    @Override
    public void onDisconnect(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        Runnable once = () -> {
            if (done.compareAndSet(false, true)) {
                Thread.startVirtualThread(action);
            }
        };
        request.addFailureListener(_ -> once.run());
        request.addIdleTimeoutListener(_ -> false);
        if (!isHttp2()) {
            watched = true;
            disconnects.add(this, once);
        }
    }

    /** Whether the reply may still be awaited: over HTTP/1.1 nobody reads from the connection meanwhile. */
    boolean awaited() throws IOException {
        // Reads nothing, but has what has arrived decrypted and kept for the next who reads, and so finds the end.
        return !ended
                && request.getConnectionMetaData().getConnection().getEndPoint().fill(BufferUtil.EMPTY_BUFFER) >= 0;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public boolean wantsWebSocket() {
        return header("Upgrade").equalsIgnoreCase("websocket") || "websocket".equals(request.getAttribute(":protocol"));
    }

    @Override
    public List<String> webSocketProtocols() {
        return request.getHeaders().getCSV("Sec-WebSocket-Protocol", true);
    }

    @Override
    public void acceptWebSocket(String protocol, Function<WebSocketSession, WebSocketPeer> opened) throws IOException {
        Callback mine = takeCallback();
        replied = true;
        WebSocketComponents components = WebSocketServerComponents.ensureWebSocketComponents(
                request.getConnectionMetaData().getConnector().getServer());
        boolean upgraded = new WebSocketMappings(components)
                .upgrade(new WebSocketAdapter.Negotiator(protocol, opened), request, response, mine, null);
        if (!upgraded) {
            callback = mine;
            replied = false;
            throw new IOException("not a WebSocket request");
        }
    }

    @Override
    public void acceptUpgrade(String protocol, FarConnection far) throws IOException {
        if (isHttp2() || replied) {
            throw new IOException("cannot switch to " + protocol);
        }
        replied = true;
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        response.getHeaders().put(HttpHeader.UPGRADE, protocol);
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        request.setAttribute(
                HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                new JoinedConnection(connection, request.getComponents().getExecutor(), far));
    }

    /** Ends the exchange, unless something else will. */
    void complete() {
        end();
        Callback last = callback;
        callback = null;
        if (last != null) {
            last.succeeded();
        }
    }

    /** Breaks the connection, or in HTTP/2 resets the stream: the reply cannot be finished. */
    void fail(Throwable cause) {
        end();
        Callback last = callback;
        callback = null;
        if (last != null) {
            last.failed(cause);
        }
    }

    private void end() {
        ended = true;
        if (watched) {
            disconnects.forget(this);
        }
    }

    private Callback takeCallback() {
        Callback taken = callback;
        callback = null;
        if (taken == null) {
            throw new IllegalStateException("the exchange has ended");
        }
        return taken;
    }
}
