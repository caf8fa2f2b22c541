package dev.carafe.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** One request and its reply. Belongs to the thread that handles it. */
public interface HttpExchange {
    /** The method in upper case. */
    String method();

    /** The path, as it was sent, escapes and all. */
    String path();

    Query query();

    /** Path and query, as they were sent. */
    String target();

    /** A header's first value, empty where it was not sent. */
    String header(String name);

    /** The names of the headers that were sent, each once. */
    Set<String> headerNames();

    /** All values of a header. */
    List<String> headers(String name);

    /** The client's certificate chain, leaf first, verified against the client CA; empty where none was sent. */
    List<X509Certificate> certificates();

    /** Whether the client sent a certificate that the client CA does not vouch for. */
    boolean certificateRejected();

    /** The client's address, for logs. */
    String remoteAddress();

    /** The body. */
    InputStream body();

    /**
     * The whole body.
     *
     * @throws BodyTooLargeException when it is longer than {@code bytesMax}
     */
    byte[] body(int bytesMax) throws IOException;

    /**
     * Has the reply not wait for what the client has not sent yet of its body, and the connection end behind the reply where something
     * is missing. To be called before the reply begins.
     */
    default void leaveBody() {}

    /** Whether the request came over HTTP/2, whose connections carry many at once. */
    default boolean isHttp2() {
        return false;
    }

    /**
     * Sets a header of the reply; to be called before the reply begins. {@code Connection: close} ends the connection behind the reply;
     * in HTTP/2 the client is told to make no more requests on it (GOAWAY), and it ends with the last of those under way.
     */
    void setHeader(String name, String value);

    /** Adds a header of the reply beside others of the same name. */
    void addHeader(String name, String value);

    /** Whether the reply has begun: then nothing but its stream can be written. */
    boolean replied();

    /** The status code of the reply that has begun; 0 while none has. */
    int status();

    /** How many bytes of the reply's body were handed on so far, but for those of {@link #pieces}. */
    default long written() {
        return 0;
    }

    /** The whole reply. */
    default void reply(int status, String contentType, byte[] body) throws IOException {
        reply(status, contentType, List.of(ByteBuffer.wrap(body)));
    }

    /** The whole reply in pieces, which are written as they are. */
    void reply(int status, String contentType, List<ByteBuffer> pieces) throws IOException;

    /** Begins a reply of unknown length; each flush sends what was written; closing ends it. */
    OutputStream stream(int status, String contentType) throws IOException;

    /** Begins a reply of unknown length, of pieces that are sent as they come. */
    PieceStream pieces(int status, String contentType) throws IOException;

    /**
     * Runs an action when the client goes away before the reply ends. It runs on another thread, at most once. From then on
     * the exchange may be silent for as long as it likes. To be called when the body has been read.
     */
    void onDisconnect(Runnable action);

    /** Whether the client asks to switch to WebSocket. */
    boolean wantsWebSocket();

    /**
     * Switches to another protocol than WebSocket, such as {@code SPDY/3.1}, and returns at once: the client is answered with 101 and the
     * headers that were set, and when the handler has returned its connection is joined with another one.
     *
     * @param protocol what is switched to, as the client's {@code Upgrade} names it
     * @param far closed when either side ends, and by the caller where this fails
     * @throws IOException over HTTP/2, which has no such thing
     */
    default void acceptUpgrade(String protocol, FarConnection far) throws IOException {
        throw new IOException("cannot switch to " + protocol);
    }

    /** The subprotocols that the client offers, the one it likes most first. */
    List<String> webSocketProtocols();

    /**
     * Switches to WebSocket and returns at once; the switch happens when the handler has returned.
     *
     * @param protocol the subprotocol chosen, empty for none
     * @param opened makes the receiving side once the socket is open
     */
    void acceptWebSocket(String protocol, Function<WebSocketSession, WebSocketPeer> opened) throws IOException;
}
