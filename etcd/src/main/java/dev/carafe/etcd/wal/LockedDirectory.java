package dev.carafe.etcd.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A store's files on real disks, locked against other processes until it is closed. */
public interface LockedDirectory extends StorageDirectory, Closeable {
    /**
     * Makes the directories where they are missing, and locks them.
     *
     * @param log that of the log; null where it lies with all else
     * @throws IOException also when another process has one of them open, or they do not belong together
     */
    static LockedDirectory open(Path data, @Nullable Path log) throws IOException {
        return log == null ? DiskDirectory.open(data) : LogApart.open(data, log);
    }
}
