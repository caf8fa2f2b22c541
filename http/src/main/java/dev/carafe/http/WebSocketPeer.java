package dev.carafe.http;

import java.nio.ByteBuffer;

/** The receiving side of an open WebSocket. One thread at a time calls it, and it may block: nothing is read meanwhile. */
public interface WebSocketPeer {
    /** One message, or one frame of a long one; the buffer is only valid during the call. */
    void onMessage(boolean binary, ByteBuffer payload);

    /** The last call. */
    void onClose(int code, String reason);
}
