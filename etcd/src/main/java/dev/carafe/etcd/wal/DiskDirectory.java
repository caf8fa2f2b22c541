package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real directory, mode 0700, locked against other processes while it is open. */
public final class DiskDirectory implements LockedDirectory {
    private static final String LOCK = "lock";

    /** Bytes of mapped files that stay in memory of their own; the system's cache has what it has room for. */
    private static final long MAPPED_BYTES_MAX = 256L << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileChannel lockFile;
    private final Mappings mappings = new Mappings(MAPPED_BYTES_MAX);

    private DiskDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory where it is missing, and locks it.
     *
     * @throws IOException also when another process has it open, or when it is half of a store ({@link LogApart})
     */
    public static DiskDirectory open(Path path) throws IOException {
        DiskDirectory directory = openAny(path);
        boolean whole = false;
        try {
            LogApart.refuseHalf(directory, path);
            whole = true;
            return directory;
        } finally {
            if (!whole) {
                directory.close();
            }
        }
    }

    /** The same of what may be half of a store. */
    static DiskDirectory openAny(Path path) throws IOException {
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.setPosixFilePermissions(path, OWNER_ONLY);
        sync(path.toAbsolutePath().getParent()); // what is in it is no more durable than its own name
        FileChannel channel = FileChannel.open(
                path.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_FILE);
        boolean locked = false;
        try {
            @Nullable FileLock lock = channel.tryLock();
            locked = lock != null;
        } catch (OverlappingFileLockException e) {
            locked = false; // this process has it open already
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new IOException("data directory " + path + " is in use by another process");
        }
        return new DiskDirectory(path, channel);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public StorageFile create(String name) throws IOException {
        return openChannel(
                name,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return openChannel(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private StorageFile openChannel(String name, StandardOpenOption... options) throws IOException {
        try {
            return new DiskFile(FileChannel.open(path.resolve(name), Set.of(options), OWNER_FILE), mappings);
        } catch (IOException e) {
            throw NoSpaceException.classify(e);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    private static void sync(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return; // the root of the file system has no name to lose
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private record DiskFile(FileChannel channel, Mappings mappings) implements StorageFile {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            long at = offset;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            try {
                long at = offset;
                while (from.hasRemaining()) {
                    at += channel.write(from, at);
                }
            } catch (IOException e) {
                throw NoSpaceException.classify(e);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public Bytes.Storage mapped() throws IOException {
            return mappings.map(channel);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
