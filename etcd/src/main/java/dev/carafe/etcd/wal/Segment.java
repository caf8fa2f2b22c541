package dev.carafe.etcd.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One preallocated file of the log, being appended to. Layout: see the package's documentation.
 *
 * @param file the open file
 * @param name its name
 * @param sizeBytes preallocated size, header included
 */
record Segment(StorageFile file, Name name, int sizeBytes) implements Closeable {
    static final int HEADER_BYTES = 32;
    private static final long MAGIC = ByteBuffer.wrap("CARAFEWL".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    private static final int VERSION = 1;
    private static final int ZEROS_BYTES = 1 << 20;

    /** What segments are called until they are whole: the first of a log, and the one behind the current one. */
    static final String FIRST = "first.tmp";

    static final String NEXT = "next.tmp";

    /** Whether a file is part of the log, or is to be. */
    static boolean isOfLog(String fileName) {
        return fileName.equals(FIRST) || fileName.equals(NEXT) || Name.parse(fileName) != null;
    }

    /**
     * What a segment's file name says.
     *
     * @param sequence number of the segment, from 0
     * @param firstIndex index of its first record
     */
    record Name(long sequence, long firstIndex) implements Comparable<Name> {
        private static final int HEX = 16;
        private static final String SUFFIX = ".wal";

        String fileName() {
            HexFormat hex = HexFormat.of();
            return hex.toHexDigits(sequence) + "-" + hex.toHexDigits(firstIndex) + SUFFIX;
        }

        /** Null when it is not a segment's name. */
        static @Nullable Name parse(String fileName) {
            if (fileName.length() != 2 * HEX + 1 + SUFFIX.length()
                    || !fileName.endsWith(SUFFIX)
                    || fileName.charAt(HEX) != '-') {
                return null;
            }
            try {
                return new Name(
                        HexFormat.fromHexDigitsToLong(fileName, 0, HEX),
                        HexFormat.fromHexDigitsToLong(fileName, HEX + 1, 2 * HEX + 1));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        @Override
        public int compareTo(Name other) {
            return Long.compare(sequence, other.sequence);
        }
    }

    /** Makes a file of zeros that {@link #create} can turn into a segment, and syncs it; or leaves nothing behind. */
    static StorageFile preallocate(StorageDirectory directory, String fileName, int sizeBytes) throws IOException {
        StorageFile file = directory.create(fileName);
        boolean done = false;
        try {
            zero(file, 0, sizeBytes);
            file.sync();
            done = true;
            return file;
        } finally {
            if (!done) {
                file.close();
                directory.delete(fileName); // a full disk needs the space
            }
        }
    }

    /** Turns a preallocated file into a segment; after this it survives a crash. */
    static Segment create(StorageDirectory directory, StorageFile file, String fileName, Name name) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(name.sequence).putLong(name.firstIndex);
        header.putInt(12, checksum(header));
        file.write(header.flip(), 0);
        file.sync();
        directory.rename(fileName, name.fileName());
        directory.sync();
        return new Segment(file, name, Math.toIntExact(file.size()));
    }

    /** Checks a segment's header. */
    static void checkHeader(ByteBuffer segment, Name name) throws CorruptException {
        boolean whole = segment.limit() >= HEADER_BYTES
                && segment.getLong(0) == MAGIC
                && segment.getInt(12) == checksum(segment)
                && segment.getLong(16) == name.sequence
                && segment.getLong(24) == name.firstIndex;
        if (!whole) {
            throw new CorruptException(name.fileName() + ": damaged header");
        }
        if (segment.getInt(8) != VERSION) {
            throw new CorruptException(name.fileName() + ": unknown version " + segment.getInt(8));
        }
    }

    /** Writes zeros over {@code [from, to)}. */
    static void zero(StorageFile file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, to - from));
        for (long at = from; at < to; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            file.write(zeros, at);
        }
    }

    private static int checksum(ByteBuffer segment) {
        CRC32C crc = new CRC32C();
        crc.update(segment.slice(16, 16));
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
