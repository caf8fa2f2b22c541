package dev.carafe.http;

/** The receiving side of an open WebSocket. One thread at a time calls it, and it may block: nothing is read meanwhile. */
public interface WebSocketPeer {
    /** One message, or a part of one; its buffer is only valid during the call. */
    void onMessage(MessagePart part);

    /** The last call. */
    void onClose(int code, String reason);
}
