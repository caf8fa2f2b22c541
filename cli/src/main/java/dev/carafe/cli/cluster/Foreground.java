package dev.carafe.cli.cluster;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.PidFile;
import dev.carafe.cli.log.PartLogHandler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** Runs a cloud in this process until the process is told to end (SIGTERM or SIGINT). */
public final class Foreground {

    private Foreground() {}

    /** What is to happen once when the cloud has started. */
    public interface Started {
        /** Called by the thread that called {@link #run}. */
        void run() throws IOException;
    }

    /**
     * Starts the cloud, and stops it when the process is asked to end.
     *
     * @param onStandardError whether log lines go to standard error as well as to the files
     * @param verbose whether to log more
     * @throws IOException if another process runs this cloud, or a part cannot be started
     */
    public static void run(
            DataDirectory directory, Settings settings, boolean onStandardError, boolean verbose, Started started)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                        directory.run().resolve("carafe.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new IOException("another process runs this cloud already");
            }
            PartLogHandler.install(directory.logs(), onStandardError, verbose);
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            Thread hook = new Thread(
                    () -> {
                        asked.countDown();
                        awaitQuietly(ended);
                    },
                    "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            PidFile.write(directory.pidFile(), ProcessHandle.current());
            try {
                runLocked(directory, settings, started, asked);
            } finally {
                Files.deleteIfExists(directory.pidFile());
                ended.countDown();
            }
        }
    }

    private static void runLocked(DataDirectory directory, Settings settings, Started started, CountDownLatch asked)
            throws IOException {
        StatusBoard board = new StatusBoard(
                directory,
                settings.nodeName(),
                settings.localUrl(),
                LocalCluster.parts(settings),
                InstantSource.system());
        try (LocalCluster _ = LocalCluster.start(directory, settings, board, asked)) {
            if (asked.getCount() > 0) {
                board.phase(CloudStatus.Phase.STARTED);
                started.run();
                awaitQuietly(asked);
            }
            board.phase(CloudStatus.Phase.STOPPING);
        } catch (IOException | RuntimeException e) {
            board.phase(CloudStatus.Phase.FAILED);
            throw e;
        }
        board.phase(CloudStatus.Phase.STOPPED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
