package dev.carafe.etcd.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a file, to read. */
public interface BoltSource {
    long size() throws IOException;

    /** Fills what remains of the buffer from an offset on; fewer bytes only at the end of the file. */
    void read(ByteBuffer into, long offset) throws IOException;
}
