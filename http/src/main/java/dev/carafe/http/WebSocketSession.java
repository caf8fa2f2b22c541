package dev.carafe.http;

import java.io.IOException;

/** The sending side of an open WebSocket. Thread-safe. */
public interface WebSocketSession {
    /** Sends one message, or the next part of one, and waits until it is handed to the network. */
    void send(MessagePart part) throws IOException;

    /** Closes the socket with a code of RFC 6455 section 7.4; does nothing when it is closed already. */
    void close(int code, String reason);
}
