package dev.carafe.cli.etcd;

import dev.carafe.cli.part.PartProcess;
import dev.carafe.etcd.wal.LockedDirectory;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.wal.UnsyncedDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the member's files lie on disks. */
final class FileOptions {
    @Option(
            names = "--wal-dir",
            paramLabel = "DIR",
            description = "Where the log is kept, on a disk that is quick to sync (with all else, below --data-dir).")
    @Nullable
    Path walDirectory;

    @Option(
            names = "--unsafe-no-fsync",
            arity = "0..1",
            fallbackValue = "true",
            description = "Do not wait for the disk: what was acknowledged is lost when the machine ends. For tests.")
    boolean unsynced;

    /** What has to be told of them in the log. */
    List<String> warnings() {
        return unsynced
                ? List.of(
                        "--unsafe-no-fsync: what is acknowledged is lost when the machine ends before its disk has it")
                : List.of();
    }

    /** Opens them, until the process ends. */
    StorageDirectory open(PartProcess process, Path dataDirectory) throws IOException {
        // An empty name says nothing, as with etcd.
        boolean apart = walDirectory != null && !walDirectory.toString().isEmpty();
        StorageDirectory files = process.keep(LockedDirectory.open(dataDirectory, apart ? walDirectory : null));
        return unsynced ? new UnsyncedDirectory(files) : files;
    }
}
