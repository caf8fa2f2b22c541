package dev.carafe.vsphere.vim;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A namespace's table as the generator wrote it (its {@code TableWriter} draws the form). Strings and entries are decoded
 * when asked for. May be read by several threads.
 */
final class Table {
    private static final int MAGIC = 0x56494D31;
    private static final int NONE = 0xFFFF;
    private static final int BASE = 128;
    private static final int DIRECTORY_ENTRY_BYTES = 6;

    private final ByteBuffer bytes;
    private final int[] stringOffsets;
    private final @Nullable String[] strings;
    private final List<Version> versions = new ArrayList<>();
    private final List<Version> baseVersions;
    private final EnumMap<Directory, Integer> starts = new EnumMap<>(Directory.class);
    private final EnumMap<Directory, Integer> counts = new EnumMap<>(Directory.class);
    private final int entries;

    /** In the order of the table. */
    enum Directory {
        DATA,
        ENUMS,
        MANAGED,
        METHODS
    }

    private Table(String namespace, byte[] content, List<Version> baseVersions) {
        this.baseVersions = baseVersions;
        bytes = ByteBuffer.wrap(content);
        if (bytes.getInt() != MAGIC) {
            throw new IllegalStateException("the table of " + namespace + " is of another build");
        }
        stringOffsets = new int[u2()];
        strings = new @Nullable String[stringOffsets.length];
        for (int i = 0; i < stringOffsets.length; i++) {
            stringOffsets[i] = bytes.position();
            bytes.position(bytes.position() + 2 + (bytes.getShort(bytes.position()) & NONE));
        }
        int versionCount = u2();
        for (int i = 1; i <= versionCount; i++) {
            versions.add(new Version(namespace, string(u2()), string(u2()), i));
        }
        for (Directory directory : Directory.values()) {
            int count = u2();
            counts.put(directory, count);
            starts.put(directory, bytes.position());
            bytes.position(bytes.position() + count * DIRECTORY_ENTRY_BYTES);
        }
        entries = bytes.position();
    }

    static Table load(String namespace, @Nullable URL resource, List<Version> baseVersions) {
        if (resource == null) {
            throw new IllegalStateException("the table of " + namespace + " is missing");
        }
        try (InputStream in = resource.openStream()) {
            return new Table(namespace, in.readAllBytes(), baseVersions);
        } catch (IOException e) {
            throw new IllegalStateException("the table of " + namespace + " cannot be read", e);
        }
    }

    /** Oldest first. */
    List<Version> versions() {
        return versions;
    }

    int count(Directory directory) {
        return counts.getOrDefault(directory, 0);
    }

    String name(Directory directory, int index) {
        return string(bytes.getShort(position(directory, index)) & NONE);
    }

    Entry entry(Directory directory, int index) {
        return new Entry(entries + bytes.getInt(position(directory, index) + 2));
    }

    private int position(Directory directory, int index) {
        Objects.checkIndex(index, count(directory));
        return starts.getOrDefault(directory, 0) + index * DIRECTORY_ENTRY_BYTES;
    }

    private int u2() {
        return bytes.getShort() & NONE;
    }

    private String string(int number) {
        String known = strings[number];
        if (known == null) {
            int offset = stringOffsets[number];
            known = new String(bytes.array(), offset + 2, bytes.getShort(offset) & NONE, StandardCharsets.UTF_8);
            strings[number] = known;
        }
        return known;
    }

    /** Reads one entry from its start on. */
    final class Entry {
        private int position;

        private Entry(int position) {
            this.position = position;
        }

        int u1() {
            return bytes.get(position++) & 0xFF;
        }

        int u2() {
            position += 2;
            return bytes.getShort(position - 2) & NONE;
        }

        @Nullable
        String optionalName() {
            int number = u2();
            return number == NONE ? null : string(number);
        }

        String name() {
            return string(u2());
        }

        /** Null for always. */
        @Nullable
        Version since() {
            int rank = u1();
            if (rank > BASE) {
                return baseVersions.get(rank - BASE - 1);
            }
            return rank == 0 ? null : versions.get(rank - 1);
        }
    }
}
