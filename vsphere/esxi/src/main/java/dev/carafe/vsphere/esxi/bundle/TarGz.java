package dev.carafe.vsphere.esxi.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/**
 * A compressed archive in the making, of small files (POSIX.1-1988 {@code ustar}: a header of 512 bytes, then the content filled up to
 * whole blocks; two empty blocks end it). Belongs to one thread.
 */
final class TarGz implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;

    private final OutputStream out;
    private final Instant time;

    /** @param time when all files are said to have been written */
    TarGz(OutputStream out, Instant time) throws IOException {
        this.out = new GZIPOutputStream(out, 1 << 16);
        this.time = time;
    }

    /**
     * Adds a file that its owner reads.
     *
     * @param name at most 100 characters of ASCII
     */
    void add(String name, byte... content) throws IOException {
        if (name.length() > NAME_MAX) {
            throw new IllegalArgumentException("too long a name for an archive: " + name);
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format("%011o ", content.length));
        put(header, 136, String.format("%011o ", Math.max(0, time.getEpochSecond())));
        put(header, 148, "        "); // what the sum counts in its own place
        put(header, 156, "0");
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte each : header) {
            sum += each & 255;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** Ends the archive, and closes what it is written to. */
    @Override
    public void close() throws IOException {
        try (out) {
            out.write(new byte[2 * BLOCK]);
        }
    }
}
