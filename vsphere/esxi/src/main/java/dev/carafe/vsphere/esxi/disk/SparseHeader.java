package dev.carafe.vsphere.esxi.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first 512 bytes of a sparse extent (VMware's "Virtual Disk Format 5.0", all little-endian):
 *
 * <pre>
 *   0 magic "KDMV"      4 version      8 flags        12 capacity      20 sectors a grain   28 descriptor's offset
 *  36 descriptor's size 44 entries a grain table      48 redundant directory's offset       56 grain directory's offset
 *  64 overhead          72 unclean     73 "\n \r\n"   77 compression (0 none, 1 deflate)
 * </pre>
 *
 * Sizes and offsets are in sectors of 512 bytes.
 */
record SparseHeader(
        int flags,
        long capacity,
        long grainSectors,
        long descriptorOffset,
        long descriptorSectors,
        int tableEntries,
        long directoryOffset,
        long overhead) {
    static final int BYTES = 512;
    static final int GRAIN_SECTORS = 128;
    static final int TABLE_ENTRIES = 512;
    /** The directory is behind the content, and a second header there says where. */
    static final long DIRECTORY_AT_END = -1;

    static final int MAGIC = 0x564d444b;

    private static final int VALID_NEWLINES = 1;
    private static final int COMPRESSED = 1 << 16;
    private static final int MARKERS = 1 << 17;
    private static final byte[] NEWLINES = "\n \r\n".getBytes(US_ASCII);

    static SparseHeader parse(ByteBuffer source) throws CorruptDescriptorException {
        if (source.remaining() < BYTES) {
            throw new CorruptDescriptorException("it ends within its header");
        }
        ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != MAGIC) {
            throw new CorruptDescriptorException("it is no sparse VMDK: it does not begin with KDMV");
        }
        int version = bytes.getInt(4);
        if (version < 1 || version > 3) {
            throw new CorruptDescriptorException("its version " + version + " is not known");
        }
        int flags = bytes.getInt(8);
        for (int i = 0; i < NEWLINES.length && (flags & VALID_NEWLINES) != 0; i++) {
            if (bytes.get(73 + i) != NEWLINES[i]) {
                throw new CorruptDescriptorException("it was damaged by a transfer that changed ends of lines");
            }
        }
        SparseHeader header = new SparseHeader(
                flags,
                bytes.getLong(12),
                bytes.getLong(20),
                bytes.getLong(28),
                bytes.getLong(36),
                bytes.getInt(44),
                bytes.getLong(56),
                bytes.getLong(64));
        header.check(bytes.getShort(77));
        return header;
    }

    /** The header of an export. */
    static SparseHeader ofStream(long capacity, long descriptorSectors, long directoryOffset) {
        return new SparseHeader(
                VALID_NEWLINES | COMPRESSED | MARKERS,
                capacity,
                GRAIN_SECTORS,
                1,
                descriptorSectors,
                TABLE_ENTRIES,
                directoryOffset,
                GRAIN_SECTORS);
    }

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, MAGIC)
                .putInt(4, 3)
                .putInt(8, flags)
                .putLong(12, capacity)
                .putLong(20, grainSectors);
        bytes.putLong(28, descriptorOffset).putLong(36, descriptorSectors).putInt(44, tableEntries);
        bytes.putLong(56, directoryOffset).putLong(64, overhead).put(73, NEWLINES);
        bytes.putShort(77, (short) (isCompressed() ? 1 : 0));
        return bytes.array();
    }

    boolean isCompressed() {
        return (flags & COMPRESSED) != 0;
    }

    /** Whether it can be read in one go from its beginning. */
    boolean hasMarkers() {
        return (flags & MARKERS) != 0;
    }

    int grainBytes() {
        return (int) grainSectors * 512;
    }

    private void check(short compression) throws CorruptDescriptorException {
        if (capacity <= 0 || capacity > DescriptorText.SECTORS_MAX) {
            throw new CorruptDescriptorException("it has no possible capacity: " + capacity + " sectors");
        }
        if (grainSectors < 8 || grainSectors > 2048 || Long.bitCount(grainSectors) != 1) {
            throw new CorruptDescriptorException("it has no possible grain: " + grainSectors + " sectors");
        }
        if (tableEntries < 1 || tableEntries > 4096) {
            throw new CorruptDescriptorException("it has no possible grain tables: " + tableEntries + " entries");
        }
        if (compression != (isCompressed() ? 1 : 0)) {
            throw new CorruptDescriptorException("its kind of compression is not known: " + compression);
        }
        boolean isPlaced = descriptorOffset >= 0 && descriptorSectors >= 0 && overhead >= 0;
        if (!isPlaced || descriptorSectors > DiskDescriptor.BYTES_MAX / 512 || descriptorOffset > 1 << 20) {
            throw new CorruptDescriptorException("its descriptor cannot be where it says");
        }
    }
}
