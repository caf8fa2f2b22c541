package dev.carafe.vsphere.client.ovf;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a tar archive by name, each readable any number of times, at random (POSIX.1-1988 {@code ustar}, with GNU's
 * and star's sizes in base 256 and pax's {@code size} and {@code path}). Nothing is unpacked. Thread-safe.
 *
 * <pre>
 * header  0 name[100]  100 mode[8]  124 size[12]  148 checksum[8]  156 type  257 "ustar"  345 prefix[155]   512 bytes
 * content, padded to 512 bytes
 * </pre>
 */
final class TarReader implements Closeable {
    private static final int BLOCK = 512;
    private static final int ENTRIES_MAX = 1_000;
    private static final int EXTENSION_MAX_BYTES = 1 << 16;

    /** Where a file's bytes are in the archive. */
    private record Entry(long offset, long size) {}

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private TarReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Reads the archive's headers. */
    static TarReader open(Path file) throws IOException {
        TarReader reader = new TarReader(file, FileChannel.open(file, StandardOpenOption.READ));
        try {
            reader.readHeaders();
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void readHeaders() throws IOException {
        long at = 0;
        String longName = null;
        long longSize = -1;
        while (at + BLOCK <= channel.size()) {
            byte[] header = read(at, BLOCK);
            if (isZero(header)) {
                return;
            }
            requireChecksum(header, at);
            char type = (char) header[156];
            long size = number(header, 124, 12, at);
            if (longSize >= 0 && isFile(type)) {
                size = longSize;
            }
            long content = at + BLOCK;
            if (size < 0 || size > channel.size() - content) {
                throw malformed("ends within the file at byte " + at);
            }
            switch (type) {
                case 'x' -> {
                    Map<String, String> pax = pax(read(content, extension(size)));
                    longName = pax.getOrDefault("path", longName);
                    longSize = size(pax, longSize);
                }
                case 'L' -> longName = text(read(content, extension(size)), 0, (int) size);
                default -> {
                    if (isFile(type)) {
                        add(longName == null ? name(header) : longName, new Entry(content, size));
                    }
                    longName = null;
                    longSize = -1;
                }
            }
            at = content + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        throw malformed("has no end, so it is not whole");
    }

    private static boolean isFile(char type) {
        return type == '0' || type == 0;
    }

    private long size(Map<String, String> pax, long otherwise) throws IOException {
        String size = pax.get("size");
        try {
            return size == null ? otherwise : Long.parseLong(size);
        } catch (NumberFormatException _) {
            throw malformed("has a size that is no number");
        }
    }

    private void add(String name, Entry entry) throws IOException {
        if (entries.size() >= ENTRIES_MAX) {
            throw malformed("has more than " + ENTRIES_MAX + " files");
        }
        if (entries.putIfAbsent(name.startsWith("./") ? name.substring(2) : name, entry) != null) {
            throw malformed("has the file '" + name + "' twice");
        }
    }

    private int extension(long size) throws IOException {
        if (size > EXTENSION_MAX_BYTES) {
            throw malformed("has an extended header of " + size + " bytes");
        }
        return (int) size;
    }

    private Map<String, String> pax(byte[] records) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        int at = 0;
        while (at < records.length) {
            int space = at;
            while (space < records.length && records[space] != ' ') {
                space++;
            }
            int length;
            try {
                length = Integer.parseInt(text(records, at, space - at));
            } catch (NumberFormatException _) {
                throw malformed("has an extended header that cannot be read");
            }
            int end = at + length;
            if (length <= space - at + 1 || end > records.length) {
                throw malformed("has an extended header that cannot be read");
            }
            String record = text(records, space + 1, end - space - 2);
            int equals = record.indexOf('=');
            if (equals > 0) {
                found.put(record.substring(0, equals), record.substring(equals + 1));
            }
            at = end;
        }
        return found;
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private long number(byte[] header, int offset, int length, long at) throws IOException {
        if ((header[offset] & 0x80) != 0) { // base 256, big-endian
            long value = header[offset] & 0x7f;
            for (int i = offset + 1; i < offset + length; i++) {
                if (value > Long.MAX_VALUE >> 8) {
                    throw malformed("has a size beyond all bounds at byte " + at);
                }
                value = (value << 8) | (header[i] & 0xff);
            }
            return value;
        }
        String digits = text(header, offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException _) {
            throw malformed("has a header that cannot be read at byte " + at);
        }
    }

    private void requireChecksum(byte[] header, long at) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8, at)) {
            throw malformed("has a broken header at byte " + at);
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private OvfException malformed(String problem) {
        return new OvfException(file + " is no sound OVA: it " + problem);
    }

    private byte[] read(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw malformed("ends too early");
            }
        }
        return buffer.array();
    }

    /** In the archive's order. */
    Iterable<String> names() {
        return entries.keySet();
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    long size(String name) {
        return entry(name).size();
    }

    /** Reads a file from its beginning. */
    InputStream content(String name) {
        Entry entry = entry(name);
        return new SliceInputStream(channel, entry.offset(), entry.size());
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(file + " has no file '" + name + "'");
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A part of a file, by positions of its own. */
    private static final class SliceInputStream extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long at;

        SliceInputStream(FileChannel channel, long offset, long size) {
            this.channel = channel;
            this.at = offset;
            this.end = offset + size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at >= end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - at);
            int n = channel.read(ByteBuffer.wrap(buffer, offset, wanted), at);
            if (n < 0) {
                throw new IOException("the archive became shorter while it was read");
            }
            at += n;
            return n;
        }
    }
}
