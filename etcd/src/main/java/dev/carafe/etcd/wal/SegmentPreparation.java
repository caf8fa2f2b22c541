package dev.carafe.etcd.wal;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** The next segment's file being preallocated beside the log's work. */
final class SegmentPreparation {
    private final FutureTask<StorageFile> task;

    private SegmentPreparation(FutureTask<StorageFile> task) {
        this.task = task;
    }

    static SegmentPreparation start(StorageDirectory directory, String fileName, int sizeBytes, Executor background) {
        FutureTask<StorageFile> task = new FutureTask<>(() -> Segment.preallocate(directory, fileName, sizeBytes));
        background.execute(task);
        return new SegmentPreparation(task);
    }

    /**
     * The synced file of zeros, made by the caller when nobody has begun yet. Waits through interrupts: the log's owner is
     * not to be left without an answer.
     */
    StorageFile await() throws IOException {
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof IOException cause) {
                        throw cause;
                    }
                    if (e.getCause() instanceof Error cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for it and closes the file, which the next start deletes. */
    void abandon() throws IOException {
        StorageFile file;
        try {
            file = await();
        } catch (IOException e) {
            return; // nothing was made, so there is nothing to close
        }
        file.close();
    }
}
