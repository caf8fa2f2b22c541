package dev.carafe.etcd.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file to be written, in any order. */
@FunctionalInterface
public interface BoltSink {
    /** Writes all that remains in the buffer at an offset. */
    void write(ByteBuffer from, long offset) throws IOException;
}
