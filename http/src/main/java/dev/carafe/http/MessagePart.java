package dev.carafe.http;

import java.nio.ByteBuffer;

/**
 * A message of a WebSocket, or a part of one: what is handed on must keep the messages' bounds, since protocols above read
 * each message's first byte (RFC 6455, section 5.4).
 *
 * @param binary whether the message is binary, else text; the same for all parts of a message
 * @param first whether the message begins here
 * @param last whether the message ends here
 * @param payload the bytes, which may be none
 */
public record MessagePart(boolean binary, boolean first, boolean last, ByteBuffer payload) {
    /** A message in one piece. */
    public static MessagePart whole(boolean binary, ByteBuffer payload) {
        return new MessagePart(binary, true, true, payload);
    }
}
