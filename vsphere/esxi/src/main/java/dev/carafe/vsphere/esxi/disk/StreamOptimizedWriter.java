package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.Deflater;

/**
 * Writes a {@code streamOptimized} extent in one go: grains in order, behind each 512 of them their table, then the directory, the
 * footer and the end. For one thread.
 */
final class StreamOptimizedWriter implements AutoCloseable {
    private static final int TABLE = 1;
    private static final int DIRECTORY = 2;
    private static final int FOOTER = 3;
    private static final int DESCRIPTOR_SECTORS = 20;
    private static final int GRAIN_BYTES = SparseHeader.GRAIN_SECTORS * 512;

    private final OutputStream out;
    private final long capacity;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final byte[] packed = new byte[GRAIN_BYTES + 1024];
    private final int[] table = new int[SparseHeader.TABLE_ENTRIES];
    private final int[] directory;
    /** Where the next sector goes, counted in sectors. */
    private long position;

    private int tableIndex;

    StreamOptimizedWriter(OutputStream out, DiskDescriptor source, String name) throws IOException {
        this.out = out;
        this.capacity = source.sectors();
        long grains = (capacity + SparseHeader.GRAIN_SECTORS - 1) / SparseHeader.GRAIN_SECTORS;
        this.directory = new int[(int) ((grains + table.length - 1) / table.length)];
        write(SparseHeader.ofStream(capacity, DESCRIPTOR_SECTORS, SparseHeader.DIRECTORY_AT_END)
                .bytes());
        byte[] text = Arrays.copyOf(embedded(source, name), DESCRIPTOR_SECTORS * 512);
        write(text);
        write(new byte[(int) (SparseHeader.GRAIN_SECTORS - position) * 512]);
    }

    /** The next grain that is not all zeros; sectors must come in order. */
    void grain(long sector, byte[] content, int length) throws IOException {
        int index = (int) (sector / SparseHeader.GRAIN_SECTORS / table.length);
        if (index != tableIndex) {
            endTable();
            tableIndex = index;
        }
        // The last grain of a disk may be short; readers want it whole.
        byte[] whole = length < GRAIN_BYTES ? Arrays.copyOf(content, GRAIN_BYTES) : content;
        deflater.reset();
        deflater.setInput(whole, 0, GRAIN_BYTES);
        deflater.finish();
        int size = 0;
        while (!deflater.finished()) {
            size += deflater.deflate(packed, size, packed.length - size);
        }
        table[(int) (sector / SparseHeader.GRAIN_SECTORS % table.length)] = offset();
        int total = (12 + size + 511) / 512 * 512;
        ByteBuffer marker = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        marker.putLong(sector).putInt(size).put(packed, 0, size);
        write(marker.array());
    }

    /** Ends the stream; returns how many bytes it has. */
    long finish() throws IOException {
        endTable();
        int directorySectors = (directory.length * 4 + 511) / 512;
        marker(directorySectors, DIRECTORY);
        long directoryOffset = position;
        write(sectors(directory, directorySectors));
        marker(1, FOOTER);
        write(SparseHeader.ofStream(capacity, DESCRIPTOR_SECTORS, directoryOffset)
                .bytes());
        write(new byte[512]);
        return position * 512;
    }

    @Override
    public void close() {
        deflater.end();
    }

    private void endTable() throws IOException {
        if (Arrays.stream(table).allMatch(offset -> offset == 0)) {
            return;
        }
        marker(table.length * 4 / 512, TABLE);
        directory[tableIndex] = offset();
        write(sectors(table, table.length * 4 / 512));
        Arrays.fill(table, 0);
    }

    private void marker(long sectors, int kind) throws IOException {
        ByteBuffer marker = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        marker.putLong(sectors).putInt(0).putInt(kind);
        write(marker.array());
    }

    private int offset() throws IOException {
        if (position > 0xffff_ffffL) {
            throw new IOException("the export has more than 2 TiB, which the format has no numbers for");
        }
        return (int) position;
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length / 512;
    }

    private static byte[] sectors(int[] numbers, int sectors) {
        ByteBuffer bytes = ByteBuffer.allocate(sectors * 512).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.array();
    }

    private static byte[] embedded(DiskDescriptor source, String name) {
        DiskDescriptor whole = new DiskDescriptor(
                source.cid(),
                OptionalLong.empty(),
                "streamOptimized",
                Optional.empty(),
                List.of(new Extent("RW", source.sectors(), "SPARSE", name)),
                source.database());
        return whole.bytes();
    }
}
