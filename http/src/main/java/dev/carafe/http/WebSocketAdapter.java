package dev.carafe.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a Jetty WebSocket as parts of messages of a peer: Jetty hands on what has arrived of a frame as a frame that is
 * not the last. One frame is asked for at a time, so a slow peer slows
 * the client.
 */
final class WebSocketAdapter implements FrameHandler {
    /** The largest frame taken, in bytes. */
    private static final long FRAME_MAX = 4 << 20;

    private final Function<WebSocketSession, WebSocketPeer> opened;
    private final AtomicReference<@Nullable WebSocketPeer> peer = new AtomicReference<>();
    private @Nullable CoreSession session;
    private boolean binary;

    private WebSocketAdapter(Function<WebSocketSession, WebSocketPeer> opened) {
        this.opened = opened;
    }

    /** Takes any request with the subprotocol already chosen. */
    static final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {
        private final String protocol;
        private final Function<WebSocketSession, WebSocketPeer> opened;

        Negotiator(String protocol, Function<WebSocketSession, WebSocketPeer> opened) {
            this.protocol = protocol;
            this.opened = opened;
        }

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            if (!protocol.isEmpty()) {
                response.setAcceptedSubProtocol(protocol);
            }
            return new WebSocketAdapter(opened);
        }
    }

    @Override
    public void onOpen(CoreSession core, Callback callback) {
        session = core;
        core.setIdleTimeout(Duration.ZERO);
        core.setMaxFrameSize(FRAME_MAX);
        Thread.startVirtualThread(() -> {
            try {
                peer.set(opened.apply(new Session(core)));
                callback.succeeded();
                core.demand();
            } catch (RuntimeException e) {
                callback.failed(e);
            }
        });
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession core = session;
        WebSocketPeer receiver = peer.get();
        if (core == null || receiver == null) {
            callback.failed(new IllegalStateException("frame before open"));
            return;
        }
        switch (frame.getOpCode()) {
            case OpCode.PING -> {
                Frame pong = new Frame(OpCode.PONG, copy(frame));
                core.sendFrame(pong, Callback.NOOP, false);
                callback.succeeded();
                core.demand();
            }
            case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> {
                boolean first = frame.getOpCode() != OpCode.CONTINUATION;
                if (first) {
                    binary = frame.getOpCode() == OpCode.BINARY;
                }
                MessagePart part = new MessagePart(binary, first, frame.isFin(), copy(frame));
                callback.succeeded();
                Thread.startVirtualThread(() -> {
                    try {
                        receiver.onMessage(part);
                        core.demand();
                    } catch (RuntimeException e) {
                        core.close(CloseStatus.SERVER_ERROR, String.valueOf(e.getMessage()), Callback.NOOP);
                    }
                });
            }
            case OpCode.CLOSE -> callback.succeeded();
            default -> {
                callback.succeeded();
                core.demand();
            }
        }
    }

    private static ByteBuffer copy(Frame frame) {
        ByteBuffer payload = frame.getPayload();
        if (payload == null) {
            return ByteBuffer.allocate(0);
        }
        return ByteBuffer.allocate(payload.remaining()).put(payload.slice()).flip();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        callback.succeeded();
        WebSocketPeer receiver = peer.get();
        if (receiver != null) {
            String reason = status.getReason();
            Thread.startVirtualThread(() -> receiver.onClose(status.getCode(), reason == null ? "" : reason));
        }
    }

    /** The sending side. */
    private record Session(CoreSession core) implements WebSocketSession {
        @Override
        public void send(MessagePart part) throws IOException {
            byte kind = part.binary() ? OpCode.BINARY : OpCode.TEXT;
            try (Blocker.Callback sent = Blocker.callback()) {
                Frame frame = new Frame(part.first() ? kind : OpCode.CONTINUATION, part.payload());
                core.sendFrame(frame.setFin(part.last()), sent, false);
                sent.block();
            }
        }

        @Override
        public void close(int code, String reason) {
            core.close(code, reason, Callback.NOOP);
        }
    }
}
