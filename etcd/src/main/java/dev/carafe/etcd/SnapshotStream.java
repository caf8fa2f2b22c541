package dev.carafe.etcd;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A member's whole state as etcd's file, ready to be read. Belongs to one thread, which closes it.
 *
 * @param sizeBytes how much there is to read
 * @param version the version of its storage, such as "3.7.0"
 * @param bytes the file
 */
public record SnapshotStream(long sizeBytes, String version, InputStream bytes) implements Closeable {
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
