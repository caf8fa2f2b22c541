package dev.carafe.etcd.consensus;

import dev.carafe.etcd.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The data of a normal entry and the context of a change of members: what it is, and who waits for it.
 *
 * <pre>
 * tag (1: 1 write request, 2 a member's name and client addresses, 3 a member) proposer (8) number (8) payload
 * </pre>
 *
 * <p>Numbers are little-endian. An empty entry has no data at all.
 *
 * @param tag what the payload is
 * @param proposer the member that proposed it
 * @param number the proposer's number for it, never the same again
 * @param payload the request as the log takes it, or an encoded member
 */
public record Envelope(Tag tag, long proposer, long number, Bytes payload) {
    public static final int HEADER_BYTES = 1 + 2 * Long.BYTES;

    /** What an envelope holds. */
    public enum Tag {
        REQUEST(1),
        ATTRIBUTES(2),
        MEMBER(3);

        private final byte code;

        Tag(int code) {
            this.code = (byte) code;
        }

        private static Tag of(byte code) {
            for (Tag tag : values()) {
                if (tag.code == code) {
                    return tag;
                }
            }
            throw new IllegalArgumentException("unknown tag " + code);
        }
    }

    public Bytes encode() {
        return encode(tag, proposer, number, payload.asByteBuffer());
    }

    /** As {@link #encode}, of a payload that stays in its buffer. */
    public static Bytes encode(Tag tag, long proposer, long number, ByteBuffer payload) {
        byte[] bytes = new byte[HEADER_BYTES + payload.remaining()];
        ByteBuffer to = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        to.put(tag.code).putLong(proposer).putLong(number).put(payload.duplicate());
        return Bytes.wrap(bytes);
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Envelope decode(Bytes data) {
        ByteBuffer from = data.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (from.remaining() < HEADER_BYTES) {
            throw new IllegalArgumentException("envelope of " + from.remaining() + " bytes");
        }
        Tag tag = Tag.of(from.get());
        return new Envelope(tag, from.getLong(), from.getLong(), Bytes.copyOf(from));
    }
}
