package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.http.MessagePart;
import dev.carafe.http.WebSocketPeer;
import dev.carafe.http.WebSocketSession;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream that ends at once with an error: one message on the error channel, then the close. */
final class RefusedStream implements WebSocketPeer {
    private static final byte ERROR_CHANNEL = 3;
    private static final int NORMAL = 1000;

    private final WebSocketSession session;
    private final StatusError error;

    RefusedStream(WebSocketSession session, StatusError error) {
        this.session = session;
        this.error = error;
    }

    RefusedStream start() {
        Thread.ofVirtual().name("refused-stream").start(this::tell);
        return this;
    }

    private void tell() {
        byte[] status = Json.encode(error.toStatus());
        try {
            session.send(MessagePart.whole(
                    true,
                    ByteBuffer.allocate(status.length + 1)
                            .put(ERROR_CHANNEL)
                            .put(status)
                            .flip()));
        } catch (IOException _) {
            return; // the client has gone
        }
        session.close(NORMAL, "");
    }

    @Override
    public void onMessage(MessagePart part) {} // nobody is there to read it

    @Override
    public void onClose(int code, String reason) {}
}
