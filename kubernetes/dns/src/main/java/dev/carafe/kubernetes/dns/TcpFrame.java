package dev.carafe.kubernetes.dns;

import java.nio.ByteBuffer;

/** A message as TCP carries it: two bytes of length before it (RFC 1035, section 4.2.2). */
final class TcpFrame {
    static final int MESSAGE_MAX_BYTES = 65_535;

    private TcpFrame() {}

    static byte[] of(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }
}
