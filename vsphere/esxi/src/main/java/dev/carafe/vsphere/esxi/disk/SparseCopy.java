package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies a file's bytes; what holds nothing but zeros stays a hole. */
public final class SparseCopy {
    private SparseCopy() {}

    /**
     * Copies into a file that is there and empty. It is not written through.
     *
     * @throws DiskException when it was cancelled, or the thread interrupted
     */
    public static void copy(Path from, Path to, DiskProgress progress) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
            byte[] block = new byte[1 << 20];
            long size = in.size();
            for (long at = 0; at < size; at += block.length) {
                if (progress.cancelled() || Thread.currentThread().isInterrupted()) {
                    throw new DiskException(DiskException.Kind.CANCELED, "The copy was canceled");
                }
                int length = fill(in, at, block);
                if (!Grains.isZero(block, length)) {
                    ByteBuffer buffer = ByteBuffer.wrap(block, 0, length);
                    while (buffer.hasRemaining()) {
                        out.write(buffer, at + buffer.position());
                    }
                }
                progress.percent((int) (99 * at / size));
            }
            if (size > 0 && out.size() < size) {
                DiskStore.setLength(to, size);
            }
        }
    }

    /** Reads until the block is full, or the file ends. */
    static int fill(FileChannel in, long at, byte[] block) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) >= 0) {
            // until it is full or at the end
        }
        return buffer.position();
    }
}
