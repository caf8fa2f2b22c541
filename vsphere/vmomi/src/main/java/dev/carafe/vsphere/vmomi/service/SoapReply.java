package dev.carafe.vsphere.vmomi.service;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a SOAP request.
 *
 * @param status of HTTP: 200, or 500 for a fault
 * @param body the envelope in pieces, each ready to be read
 * @param cookie a new session's, to be set with the answer; null for none
 */
public record SoapReply(
        int status, List<ByteBuffer> body, @Nullable String cookie) {
    public SoapReply {
        body = List.copyOf(body);
    }

    /** The envelope as a whole, as clients of the same process read it. */
    public byte[] bytes() {
        ByteBuffer whole = ByteBuffer.allocate(
                body.stream().mapToInt(ByteBuffer::remaining).sum());
        body.forEach(piece -> whole.put(piece.duplicate()));
        return whole.array();
    }
}
