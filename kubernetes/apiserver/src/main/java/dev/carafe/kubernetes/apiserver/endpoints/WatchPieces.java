package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.PieceStream;
import dev.carafe.kubernetes.apiserver.cacher.SharedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a watch has to say into pieces of its body, as it is or compressed. Belongs to the watch's thread.
 *
 * <p>Compressed, the objects that a watch begins with are a watcher's own, and those that wait together are compressed together, which
 * makes them smallest. What happens from then on all watchers hear: each event is compressed once for all of them who send the same.
 */
final class WatchPieces {
    /** What waits is sent together up to about this size before it is compressed. */
    private static final int PIECE_BYTES = 64 << 10;

    private final PieceStream out;
    private final @Nullable Function<ByteBuffer, byte[]> compressor;
    private final List<ByteBuffer> waiting = new ArrayList<>(1);
    private int size;
    private boolean alone;

    /**
     * Pieces of a body.
     *
     * @param compressor makes a part of the body that can be read by itself; null where it goes as it is
     */
    WatchPieces(PieceStream out, @Nullable Function<ByteBuffer, byte[]> compressor) {
        this.out = out;
        this.compressor = compressor;
    }

    /** Adds what is this watcher's own, and tells how many bytes it has. */
    int add(ByteBuffer line) {
        int bytes = line.remaining();
        waiting.add(alone && compressor != null ? ByteBuffer.wrap(compressor.apply(line)) : line);
        size += bytes;
        return bytes;
    }

    /** Adds what other watchers send too, and tells how many bytes it has before it is compressed. */
    int add(SharedBytes line) {
        if (!alone || compressor == null) {
            return add(line.plain());
        }
        waiting.add(line.compressed(compressor));
        size += line.size();
        return line.size();
    }

    boolean isFull() {
        return size >= PIECE_BYTES;
    }

    /** Sends what waits, if anything does. */
    void flush() throws IOException {
        if (size > 0) {
            ByteBuffer piece = waiting.size() == 1 ? waiting.getFirst() : joined();
            waiting.clear();
            size = 0;
            out.write(alone || compressor == null ? piece : ByteBuffer.wrap(compressor.apply(piece)));
        }
    }

    /** Says that all is told which the watch begins with: from here on each event is compressed by itself. */
    void follow() throws IOException {
        flush();
        alone = true;
    }

    private ByteBuffer joined() {
        ByteBuffer all = ByteBuffer.allocate(
                waiting.stream().mapToInt(ByteBuffer::remaining).sum());
        waiting.forEach(all::put);
        return all.flip();
    }
}
