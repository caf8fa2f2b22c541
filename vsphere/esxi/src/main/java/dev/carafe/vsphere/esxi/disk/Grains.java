package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Takes grains as they are read and writes them into raw content; what holds nothing but zeros stays a hole. For one thread. */
final class Grains implements AutoCloseable {
    private final FileChannel content;
    private final long capacityBytes;
    private final byte[] plain;
    private final Inflater inflater = new Inflater();

    Grains(FileChannel content, SparseHeader header) {
        this.content = content;
        this.capacityBytes = header.capacity() * 512;
        this.plain = new byte[header.grainBytes()];
    }

    /** A grain compressed by deflate. */
    void inflate(long sector, byte[] packed, int length) throws IOException {
        inflater.reset();
        inflater.setInput(packed, 0, length);
        int size = 0;
        try {
            while (size < plain.length && !inflater.finished()) {
                int count = inflater.inflate(plain, size, plain.length - size);
                if (count == 0 && !inflater.finished()) {
                    throw new CorruptDescriptorException("the grain at sector " + sector + " is cut off");
                }
                size += count;
            }
        } catch (DataFormatException wrong) {
            throw new CorruptDescriptorException("the grain at sector " + sector + " cannot be decompressed");
        }
        put(sector, plain, size);
    }

    /** A grain as it is. */
    void put(long sector, byte[] grain, int length) throws IOException {
        long offset = sector * 512;
        if (sector < 0 || offset >= capacityBytes || offset < 0) {
            throw new CorruptDescriptorException("a grain is at sector " + sector + ", beyond the disk's end");
        }
        int wanted = (int) Math.min(length, capacityBytes - offset);
        if (isZero(grain, wanted)) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(grain, 0, wanted);
        while (buffer.hasRemaining()) {
            content.write(buffer, offset + buffer.position());
        }
    }

    static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
