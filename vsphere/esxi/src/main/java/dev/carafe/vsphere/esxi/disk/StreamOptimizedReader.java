package dev.carafe.vsphere.esxi.disk;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Reads a {@code streamOptimized} extent in one go. Behind the header and the descriptor come markers, each at the beginning of a
 * sector: a grain ({@code u64 sector, u32 size, deflated bytes}), or with size 0 something else ({@code u64 sectors, u32 0, u32 kind}),
 * of which only the end of the stream matters: where a grain belongs stands in its own marker. For one thread.
 */
final class StreamOptimizedReader {
    private static final int END_OF_STREAM = 0;
    private static final int KINDS_MAX = 3;
    /** What is passed over for a directory or a table at most: a directory of 62 TiB has 8 MiB. */
    private static final long METADATA_MAX_SECTORS = 64 << 10;

    private final InputStream in;
    private final SparseHeader header;
    private final Optional<DiskDescriptor> descriptor;
    /** Where the stream is, in bytes from its beginning. */
    private long position;

    private StreamOptimizedReader(
            InputStream in, SparseHeader header, Optional<DiskDescriptor> descriptor, long position) {
        this.in = in;
        this.header = header;
        this.descriptor = descriptor;
        this.position = position;
    }

    /** Reads up to the first marker. */
    static StreamOptimizedReader open(InputStream in) throws IOException {
        SparseHeader header = SparseHeader.parse(ByteBuffer.wrap(in.readNBytes(SparseHeader.BYTES)));
        if (!header.isCompressed() || !header.hasMarkers()) {
            throw new CorruptDescriptorException("it is not of the format streamOptimized");
        }
        long position = SparseHeader.BYTES;
        Optional<DiskDescriptor> descriptor = Optional.empty();
        if (header.descriptorSectors() > 0) {
            long start = header.descriptorOffset() * 512;
            in.skipNBytes(start - position);
            byte[] text = in.readNBytes((int) header.descriptorSectors() * 512);
            position = start + text.length;
            descriptor = Optional.of(DiskDescriptor.parse(text));
        }
        long overhead = Math.max(position, header.overhead() * 512);
        in.skipNBytes(overhead - position);
        return new StreamOptimizedReader(in, header, descriptor, overhead);
    }

    long capacityBytes() {
        return header.capacity() * 512;
    }

    AdapterType adapterType() {
        return descriptor.map(DiskDescriptor::adapterType).orElse(AdapterType.LSI_LOGIC);
    }

    /** Reads all grains into content. */
    void readInto(FileChannel content, DiskProgress progress) throws IOException {
        byte[] sector = new byte[512];
        byte[] packed = new byte[2 * header.grainBytes() + 512];
        int told = 0;
        try (Grains grains = new Grains(content, header)) {
            while (true) {
                if (isAtEnd(sector)) {
                    return;
                }
                ByteBuffer marker = ByteBuffer.wrap(sector).order(ByteOrder.LITTLE_ENDIAN);
                long value = marker.getLong(0);
                int size = marker.getInt(8);
                if (size == 0) {
                    if (!passOver(value, marker.getInt(12))) {
                        return;
                    }
                    continue;
                }
                if (size < 0 || size > packed.length - 512) {
                    throw new CorruptDescriptorException(
                            "at byte " + (position - 512) + " there is a grain of " + size + " bytes");
                }
                int here = Math.min(size, 500);
                System.arraycopy(sector, 12, packed, 0, here);
                if (size > here) {
                    read(packed, here, (size - here + 511) / 512 * 512);
                }
                grains.inflate(value, packed, size);
                told = tell(value, told, progress);
            }
        } catch (EOFException cut) {
            throw new CorruptDescriptorException("it ends at byte " + position + ", before its end marker");
        }
    }

    /** Reads a marker; some tools that put the directory in front write no marker for the end. */
    private boolean isAtEnd(byte[] sector) throws IOException {
        int count = in.readNBytes(sector, 0, 512);
        if (count == 0 && header.directoryOffset() != SparseHeader.DIRECTORY_AT_END) {
            return true;
        }
        if (count < 512) {
            throw new EOFException();
        }
        position += 512;
        return false;
    }

    private int tell(long sector, int told, DiskProgress progress) {
        if (progress.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new DiskException(DiskException.Kind.CANCELED, "The import was canceled");
        }
        int now = (int) (sector * 100 / header.capacity());
        if (now > told) {
            progress.percent(now);
            return now;
        }
        return told;
    }

    /** Whether the stream goes on. */
    private boolean passOver(long sectors, int kind) throws IOException {
        if (kind == END_OF_STREAM) {
            return false;
        }
        if (kind < 0 || kind > KINDS_MAX || sectors < 0 || sectors > METADATA_MAX_SECTORS) {
            throw new CorruptDescriptorException("at byte " + (position - 512) + " there is a marker of no known kind");
        }
        in.skipNBytes(sectors * 512);
        position += sectors * 512;
        return true;
    }

    private void read(byte[] to, int offset, int length) throws IOException {
        if (in.readNBytes(to, offset, length) < length) {
            throw new EOFException();
        }
        position += length;
    }
}
