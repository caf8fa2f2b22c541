package dev.carafe.etcd.embed;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an embedded store runs.
 *
 * @param dataDir its directory, made with mode 0700 where it is missing
 * @param segmentBytes size of a log segment
 * @param snapshotLogBytes log written since the last snapshot that makes a new one, at least; when the last snapshot was
 *     larger than this, as much log as that, so that a large store is not written over and over
 * @param requestBytesMax most bytes of one request's keys and values (etcd's {@code --max-request-bytes})
 * @param txnOpsMax most operations of a transaction (etcd's {@code --max-txn-ops})
 * @param progressInterval how often idle watchers hear of progress when they want it
 */
public record StoreConfig(
        Path dataDir,
        int segmentBytes,
        long snapshotLogBytes,
        int requestBytesMax,
        int txnOpsMax,
        Duration progressInterval) {
    /** The usual values. */
    public static StoreConfig of(Path dataDir) {
        return new StoreConfig(dataDir, 16 << 20, 64 << 20, 1536 << 10, 128, Duration.ofSeconds(5));
    }

    public StoreConfig {
        if (segmentBytes < requestBytesMax + (1 << 16)) {
            throw new IllegalArgumentException("a segment must hold the largest request");
        }
    }

    public StoreConfig withSnapshotLogBytes(long snapshotLogBytes) {
        return new StoreConfig(dataDir, segmentBytes, snapshotLogBytes, requestBytesMax, txnOpsMax, progressInterval);
    }

    public StoreConfig withProgressInterval(Duration progressInterval) {
        return new StoreConfig(dataDir, segmentBytes, snapshotLogBytes, requestBytesMax, txnOpsMax, progressInterval);
    }
}
