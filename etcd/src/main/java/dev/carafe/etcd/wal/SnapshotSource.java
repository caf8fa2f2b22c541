package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a file in chunks while summing it up; its last four bytes are the checksum. */
final class SnapshotSource implements ByteSource {
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int CHECKSUM_BYTES = 4;

    private final StorageFile file;
    private final Bytes.@Nullable Storage mapped;
    /** Bytes before the checksum. */
    private final long size;

    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).limit(0);
    private final CRC32C crc = new CRC32C();
    /** Offset in the file behind the chunk. */
    private long offset;

    SnapshotSource(StorageFile file) throws IOException {
        this.file = file;
        this.size = file.size() - CHECKSUM_BYTES;
        this.mapped = size > 0 ? file.mapped() : null;
    }

    @Override
    public int getByte() throws IOException {
        if (!chunk.hasRemaining()) {
            fill();
        }
        return chunk.get() & 0xff;
    }

    @Override
    public byte[] getArray(int length) throws IOException {
        if (length > size - offset + chunk.remaining()) {
            throw new CorruptException("ends early");
        }
        byte[] array = new byte[length];
        int done = 0;
        while (done < length) {
            if (!chunk.hasRemaining()) {
                fill();
            }
            int part = Math.min(length - done, chunk.remaining());
            chunk.get(array, done, part);
            done += part;
        }
        return array;
    }

    /** A value, which stays in the file when it is large. */
    @Override
    public Bytes getValue() throws IOException {
        int length = getCount();
        Bytes.Storage storage = mapped;
        if (storage == null || length < StoredValues.BYTES_MIN) {
            return Bytes.wrap(getArray(length));
        }
        long at = offset - chunk.remaining();
        if (length > size - at) {
            throw new CorruptException("ends early");
        }
        int left = length;
        while (left > 0) {
            if (!chunk.hasRemaining()) {
                fill(); // for the checksum
            }
            int part = Math.min(left, chunk.remaining());
            chunk.position(chunk.position() + part);
            left -= part;
        }
        return Bytes.stored(storage, at, length);
    }

    /** Checks that all was read and that the checksum is right. */
    void checkEnd() throws IOException {
        if (chunk.hasRemaining() || offset != size) {
            throw new CorruptException("bytes left over");
        }
        ByteBuffer checksum = ByteBuffer.allocate(CHECKSUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(checksum, size);
        if (checksum.hasRemaining() || checksum.getInt(0) != (int) crc.getValue()) {
            throw new CorruptException("wrong checksum");
        }
    }

    private void fill() throws IOException {
        if (offset >= size) {
            throw new CorruptException("ends early");
        }
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, size - offset));
        file.read(chunk, offset);
        if (chunk.hasRemaining()) {
            throw new CorruptException("ends early");
        }
        chunk.flip();
        crc.update(chunk.duplicate());
        offset += chunk.limit();
    }
}
