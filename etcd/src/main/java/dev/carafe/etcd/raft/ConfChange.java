package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;
import java.nio.ByteBuffer;

/**
 * A change of one member, as etcd makes them: one at a time.
 *
 * @param kind what happens to the member
 * @param node its id
 * @param context what the owner wants to find beside it, such as the member's addresses
 */
public record ConfChange(Kind kind, long node, Bytes context) {
    private static final int HEADER_BYTES = 1 + Long.BYTES;

    /** What happens to a member. UPDATE changes only what the context says. */
    public enum Kind {
        ADD_VOTER(0),
        REMOVE(1),
        UPDATE(2),
        ADD_LEARNER(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("kind of change of members " + code);
        }
    }

    /** As an entry's data: kind (1), node (8, big-endian), context. */
    public Bytes encode() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + context.length());
        buffer.put(kind.code).putLong(node);
        context.writeTo(buffer);
        return Bytes.wrap(buffer.array());
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static ConfChange decode(Bytes data) {
        ByteBuffer buffer = data.asByteBuffer();
        if (buffer.remaining() < HEADER_BYTES) {
            throw new IllegalArgumentException("change of members of " + buffer.remaining() + " bytes");
        }
        Kind kind = Kind.of(buffer.get());
        long node = buffer.getLong();
        return new ConfChange(kind, node, Bytes.copyOf(buffer));
    }
}
