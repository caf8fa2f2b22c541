package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Reads a sparse extent that lies whole in a file ({@code monolithicSparse}, or {@code streamOptimized} by its directory): the grain
 * directory names grain tables, a table names grains, all by sector, 0 for one that is not there. For one thread.
 */
final class SparseExtentReader {
    private final FileChannel source;
    private final SparseHeader header;
    private final DiskDescriptor descriptor;

    private SparseExtentReader(FileChannel source, SparseHeader header, DiskDescriptor descriptor) {
        this.source = source;
        this.header = header;
        this.descriptor = descriptor;
    }

    static SparseExtentReader open(FileChannel source) throws IOException {
        SparseHeader header = SparseHeader.parse(bytes(source, 0, SparseHeader.BYTES));
        if (header.descriptorSectors() == 0) {
            throw new CorruptDescriptorException("it is one extent of several, without a descriptor of its own");
        }
        DiskDescriptor descriptor = DiskDescriptor.parse(
                bytes(source, header.descriptorOffset() * 512, (int) header.descriptorSectors() * 512)
                        .array());
        if (descriptor.parentCid().isPresent()) {
            throw new CorruptDescriptorException("it holds only differences from another disk");
        }
        return new SparseExtentReader(source, atEnd(source, header), descriptor);
    }

    long capacityBytes() {
        return header.capacity() * 512;
    }

    AdapterType adapterType() {
        return descriptor.adapterType();
    }

    void readInto(FileChannel content, DiskProgress progress) throws IOException {
        long grains = (header.capacity() + header.grainSectors() - 1) / header.grainSectors();
        int entries = header.tableEntries();
        int tables = (int) ((grains + entries - 1) / entries);
        byte[] grain = new byte[2 * header.grainBytes() + 512];
        try (Grains to = new Grains(content, header)) {
            for (int i = 0; i < tables; i++) {
                stopWhenWished(progress);
                long place = at(header.directoryOffset() * 512 + 4L * i);
                if (place != 0) {
                    ByteBuffer table = bytes(source, place * 512, entries * 4);
                    for (int j = 0; j < entries && (long) i * entries + j < grains; j++) {
                        long offset = Integer.toUnsignedLong(table.getInt(4 * j));
                        if (offset > 1) { // 1 is a grain that is known to be zeros
                            read(offset * 512, ((long) i * entries + j) * header.grainSectors(), grain, to);
                        }
                    }
                }
                progress.percent((int) (100L * (i + 1) / tables));
            }
        }
    }

    private void read(long offset, long sector, byte[] grain, Grains to) throws IOException {
        if (!header.isCompressed()) {
            bytes(source, offset, header.grainBytes()).get(grain, 0, header.grainBytes());
            to.put(sector, grain, header.grainBytes());
            return;
        }
        int size = bytes(source, offset, 12).getInt(8);
        if (size <= 0 || size > grain.length) {
            throw new CorruptDescriptorException("the grain at sector " + sector + " has " + size + " bytes");
        }
        bytes(source, offset + 12, size).get(grain, 0, size);
        to.inflate(sector, grain, size);
    }

    private long at(long offset) throws IOException {
        return Integer.toUnsignedLong(bytes(source, offset, 4).getInt());
    }

    private static void stopWhenWished(DiskProgress progress) {
        if (progress.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new DiskException(DiskException.Kind.CANCELED, "The import was canceled");
        }
    }

    /** The header that knows where the directory is: the third sector from the end, when the first one does not. */
    private static SparseHeader atEnd(FileChannel source, SparseHeader header) throws IOException {
        if (header.directoryOffset() != SparseHeader.DIRECTORY_AT_END) {
            return header;
        }
        SparseHeader footer = SparseHeader.parse(bytes(source, source.size() - 2 * 512, SparseHeader.BYTES));
        if (footer.capacity() != header.capacity() || footer.grainSectors() != header.grainSectors()) {
            throw new CorruptDescriptorException("its header and its footer do not agree");
        }
        return footer;
    }

    private static ByteBuffer bytes(FileChannel source, long offset, int length) throws IOException {
        if (offset < 0 || offset > source.size() - length) {
            throw new CorruptDescriptorException("it has nothing at byte " + offset + ", where something should be");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && source.read(buffer, offset + buffer.position()) >= 0) {
            // until it is full
        }
        return buffer.flip();
    }
}
