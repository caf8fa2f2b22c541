package dev.carafe.vsphere.vmomi.store;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file to which records are added, and is its owner's alone. Whoever has it lets one thread in at a time.
 *
 * <pre>{@code
 * record = length (4 bytes, big endian) | CRC-32C of the content (4 bytes) | content
 * }</pre>
 *
 * What is added is with the operating system, so that it outlives the process; {@link #sync} has it outlive the machine. A
 * torn or damaged tail is left out, and cut off before anything is added.
 */
public final class RecordFile implements AutoCloseable {
    /** More than this in one record is damage. */
    public static final int RECORD_MAX_BYTES = 16 << 20;

    private static final int HEADER_BYTES = 8;
    private static final System.Logger LOG = System.getLogger(RecordFile.class.getName());

    /** Is given records. */
    @FunctionalInterface
    public interface Reader {
        void record(byte[] content) throws IOException;
    }

    private final Path path;
    private final FileOutputStream out;
    private final Object syncing = new Object();
    /** Written by the one thread that adds. */
    private volatile long length;
    /** How much of it is on the disk; guarded by syncing. */
    private long synced;
    /** Whether another file has its place, on the disk, with all that was in it; guarded by syncing. */
    private boolean superseded;

    private RecordFile(Path path, FileOutputStream out, long length) {
        this.path = path;
        this.out = out;
        this.length = length;
    }

    /**
     * Gives a reader all whole records of a file, oldest first; none where there is no file.
     *
     * @return the length of the file up to the first damage, in bytes
     * @throws IOException when the file cannot be read, or the reader throws it
     */
    public static long read(Path path, Reader reader) throws IOException {
        long whole = 0;
        try (InputStream file = Files.newInputStream(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
            long size = Files.size(path);
            while (size - whole >= HEADER_BYTES) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 0 || length > RECORD_MAX_BYTES || length > size - whole - HEADER_BYTES) {
                    damaged(path, whole, "a record of " + length + " bytes");
                    return whole;
                }
                byte[] content = in.readNBytes(length);
                if (content.length < length || sum(content) != sum) {
                    damaged(path, whole, "a checksum that is not the record's");
                    return whole;
                }
                reader.record(content);
                whole += HEADER_BYTES + length;
            }
            if (size > whole) {
                damaged(path, whole, "part of a record");
            }
        } catch (NoSuchFileException _) {
            return 0;
        } catch (EOFException e) {
            damaged(path, whole, String.valueOf(e.getMessage()));
        }
        return whole;
    }

    private static void damaged(Path path, long at, String what) {
        LOG.log(
                Level.WARNING,
                "{0} is torn or damaged at byte {1,number,#}: {2}; what follows is left out",
                path,
                at,
                what);
    }

    /**
     * Opens a file to add to it, or begins one; a damaged tail is cut off.
     *
     * @param reader is given what is there already
     */
    public static RecordFile open(Path path, Reader reader) throws IOException {
        long length = read(path, reader);
        if (!Files.exists(path)) {
            create(path);
            syncFolder(path);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
        return new RecordFile(path, new FileOutputStream(path.toFile(), true), length);
    }

    /** Puts a file of these records into the place of what is there; on the disk when this returns. */
    public static RecordFile replace(Path path, List<byte[]> records) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        create(fresh);
        RecordFile file = new RecordFile(path, new FileOutputStream(fresh.toFile(), true), 0);
        try {
            for (byte[] record : records) {
                file.add(record);
            }
            file.sync();
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(path);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return file;
    }

    /** The file's name as well is to outlive the machine. */
    private static void syncFolder(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static void create(Path path) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** @throws IOException when the record is too long, or cannot be written: the file may then have a damaged tail */
    public void add(byte... content) throws IOException {
        if (content.length > RECORD_MAX_BYTES) {
            throw new IOException("a record of " + path + " would be " + content.length + " bytes long");
        }
        out.write(ByteBuffer.allocate(HEADER_BYTES + content.length)
                .putInt(content.length)
                .putInt(sum(content))
                .put(content)
                .array());
        long end = length + HEADER_BYTES + content.length;
        length = end;
    }

    private static int sum(byte... content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return (int) sum.getValue();
    }

    /**
     * Has all that the caller added on the disk. Safe for all threads, also after {@link #supersede}: of several at once one does it
     * for those that wait meanwhile.
     */
    public void sync() throws IOException {
        long wanted = length;
        synchronized (syncing) {
            if (superseded || synced >= wanted) {
                return;
            }
            long now = length;
            out.getFD().sync();
            synced = now;
        }
    }

    /** Closes a file whose records count no more, since one with what counts is on the disk in its place. */
    public void supersede() throws IOException {
        synchronized (syncing) {
            superseded = true;
            out.close();
        }
    }

    /** Its length in bytes. */
    public long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
