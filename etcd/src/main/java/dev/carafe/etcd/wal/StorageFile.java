package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file of a {@link StorageDirectory}. Belongs to one thread. */
public interface StorageFile extends Closeable {
    long size() throws IOException;

    /** Fills what remains of the buffer from an offset on; fewer bytes only at the end of the file. */
    void read(ByteBuffer into, long offset) throws IOException;

    /**
     * Writes all that remains in the buffer at an offset.
     *
     * @throws NoSpaceException when the disk is full
     */
    void write(ByteBuffer from, long offset) throws IOException;

    /** Makes what was written durable. After an exception nobody knows what is: never try again. */
    void sync() throws IOException;

    /**
     * The file's bytes, to be read by any thread for as long as anybody holds this, also when the file is closed and
     * deleted. It must not change any more where it is read from; it may grow. Null where files cannot be had so.
     */
    default Bytes.@Nullable Storage mapped() throws IOException {
        return null;
    }
}
