package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is at which disk. Within this process by descriptor, many readers or one writer; against QEMU processes by the locks
 * that those hold on the content. Nobody waits.
 */
final class DiskLocks {
    /** QEMU locks, of an image that it writes to, the byte at 100 for permissions and 1 for the one to write. */
    private static final long WRITER_BYTE = 101;

    /** How many read each file; -1 for one that writes. Guarded by this object. */
    private final Map<Path, Integer> holders = new HashMap<>();

    /** What is held until it is closed. */
    final class Held implements AutoCloseable {
        private final Collection<Path> shared;
        private final Collection<Path> exclusive;

        private Held(Collection<Path> shared, Collection<Path> exclusive) {
            this.shared = shared;
            this.exclusive = exclusive;
        }

        @Override
        public void close() {
            synchronized (DiskLocks.this) {
                shared.forEach(path -> holders.computeIfPresent(path, (_, count) -> count > 1 ? count - 1 : null));
                exclusive.forEach(holders::remove);
            }
        }
    }

    /** Holds all or nothing. */
    synchronized Held take(Collection<Path> shared, Collection<Path> exclusive) {
        for (Path path : exclusive) {
            if (holders.containsKey(path)) {
                throw locked(path, null);
            }
        }
        for (Path path : shared) {
            if (holders.getOrDefault(path, 0) < 0 || exclusive.contains(path)) {
                throw locked(path, null);
            }
        }
        List<Path> reads = new ArrayList<>(shared);
        reads.forEach(path -> holders.merge(path, 1, Integer::sum));
        exclusive.forEach(path -> holders.put(path, -1));
        return new Held(reads, List.copyOf(exclusive));
    }

    /** Makes sure that no other process has a file open as an image; QEMU holds locks on some of its bytes. */
    static void refuseWhenOpen(Path content) {
        if (!Files.exists(content)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(content, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw locked(content, null);
            }
        } catch (OverlappingFileLockException here) {
            throw locked(content, here);
        } catch (IOException failed) {
            throw new DiskException(
                    DiskException.Kind.FAILED, "Whether " + content + " is in use cannot be told: " + failed, failed);
        }
    }

    /** Whether a QEMU process writes to a file as an image, or may; those that only read are not meant. */
    static boolean isWritten(Path content) {
        try (FileChannel channel = FileChannel.open(content, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock(WRITER_BYTE, 1, false)) {
            return lock == null;
        } catch (NoSuchFileException absent) {
            return false;
        } catch (OverlappingFileLockException here) {
            return false; // this process looks at it too, and QEMU is none
        } catch (IOException failed) {
            throw new DiskException(
                    DiskException.Kind.FAILED, "Whether " + content + " is in use cannot be told: " + failed, failed);
        }
    }

    private static DiskException locked(Path path, @Nullable Throwable cause) {
        return new DiskException(
                DiskException.Kind.LOCKED, "Unable to access file " + path + " since it is locked", cause);
    }
}
