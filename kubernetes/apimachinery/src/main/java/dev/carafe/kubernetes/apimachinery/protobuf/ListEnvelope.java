package dev.carafe.kubernetes.apimachinery.protobuf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A list in its envelope, put together from the messages of its items as they are. */
public final class ListEnvelope {
    /** Items are gathered into pieces of about this size. */
    private static final int PIECE_BYTES = 256 << 10;

    /** A number and a length take no more than this. */
    private static final int ITEM_HEAD_MAX = 6;

    private ListEnvelope() {}

    /**
     * The bytes of a list, in pieces. Metadata is field 1 of every list, items are field 2.
     *
     * @param metadata the list's own metadata as a message
     * @param items the items' messages; they are copied
     */
    public static List<ByteBuffer> of(String apiVersion, String kind, byte[] metadata, List<byte[]> items) {
        long length = 1L + varintSize(metadata.length) + metadata.length;
        for (byte[] item : items) {
            length += 1L + varintSize(item.length) + item.length;
        }
        BackwardBuffer head = new BackwardBuffer(metadata.length + 128);
        head.put(metadata);
        head.delimit(1, 0);
        Envelope.head(head, apiVersion, kind, length);
        List<ByteBuffer> pieces = new ArrayList<>();
        pieces.add(ByteBuffer.wrap(head.toBytes()));
        ByteBuffer piece = ByteBuffer.allocate(0);
        for (byte[] item : items) {
            if (piece.remaining() < item.length + ITEM_HEAD_MAX) {
                pieces.add(piece.flip());
                piece = ByteBuffer.allocate(
                        (int) Math.max(item.length + ITEM_HEAD_MAX, Math.min(PIECE_BYTES, length + ITEM_HEAD_MAX)));
            }
            piece.put((byte) (2 << 3 | WireReader.BYTES));
            int rest = item.length;
            while (rest > 0x7f) {
                piece.put((byte) (rest | 0x80));
                rest >>>= 7;
            }
            piece.put((byte) rest).put(item);
        }
        pieces.add(piece.flip());
        pieces.add(ByteBuffer.wrap(Envelope.TAIL));
        pieces.removeIf(part -> !part.hasRemaining());
        return pieces;
    }

    private static int varintSize(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
    }
}
