package dev.carafe.etcd.embed;

import dev.carafe.etcd.auth.AuthToken;
import dev.carafe.etcd.mvcc.Quota;
import dev.carafe.etcd.slow.SlowApplies;
import dev.carafe.etcd.watch.WatchLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param quotaBytes most bytes of keys, values and history that clients may fill it with; 0 or less for no limit (etcd's
 *     {@code --quota-backend-bytes}). Only the requests of a {@link dev.carafe.etcd.Session} are held to it
 * @param bcryptCost cost of hashing a password, 4 to 31 (etcd's {@code --bcrypt-cost})
 * @param watchLimits how much a watcher takes at once
 * @param authToken what stands for a user that has told its password (etcd's {@code --auth-token})
 * @param leaseCheckpointMs how much longer than what was left of it a lease may live after a change of leaders or a restart, 0 for its whole
 *     time (etcd's feature {@code LeaseCheckpoint})
 * @param slowApply how long a record may take to apply before a warning tells of it (etcd's {@code --warning-apply-duration})
 */
public record StoreConfig(
        Path dataDir,
        int segmentBytes,
        long snapshotLogBytes,
        int requestBytesMax,
        int txnOpsMax,
        Duration progressInterval,
        long quotaBytes,
        int bcryptCost,
        WatchLimits watchLimits,
        AuthToken authToken,
        long leaseCheckpointMs,
        Duration slowApply) {
    /** bcrypt's usual cost. */
    public static final int BCRYPT_COST = 10;

    /** With etcd's usual quota and cost of passwords, and without checkpoints of leases. */
    public StoreConfig(
            Path dataDir,
            int segmentBytes,
            long snapshotLogBytes,
            int requestBytesMax,
            int txnOpsMax,
            Duration progressInterval) {
        this(
                dataDir,
                segmentBytes,
                snapshotLogBytes,
                requestBytesMax,
                txnOpsMax,
                progressInterval,
                Quota.DEFAULT_BYTES,
                BCRYPT_COST,
                WatchLimits.USUAL,
                AuthToken.USUAL,
                0,
                SlowApplies.USUAL);
    }

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
        return changed(draft -> draft.snapshotLogBytes = snapshotLogBytes);
    }

    public StoreConfig withProgressInterval(Duration progressInterval) {
        return changed(draft -> draft.progressInterval = progressInterval);
    }

    public StoreConfig withQuotaBytes(long quotaBytes) {
        return changed(draft -> draft.quotaBytes = quotaBytes);
    }

    public StoreConfig withBcryptCost(int bcryptCost) {
        return changed(draft -> draft.bcryptCost = bcryptCost);
    }

    public StoreConfig withWatchLimits(WatchLimits watchLimits) {
        return changed(draft -> draft.watchLimits = watchLimits);
    }

    public StoreConfig withLeaseCheckpointMs(long leaseCheckpointMs) {
        return changed(draft -> draft.leaseCheckpointMs = leaseCheckpointMs);
    }

    public StoreConfig withSlowApply(Duration slowApply) {
        return changed(draft -> draft.slowApply = slowApply);
    }

    private StoreConfig changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A configuration of which something changes. */
    private static final class Draft {
        private final Path dataDir;
        private final int segmentBytes;
        private long snapshotLogBytes;
        private final int requestBytesMax;
        private final int txnOpsMax;
        private Duration progressInterval;
        private long quotaBytes;
        private int bcryptCost;
        private WatchLimits watchLimits;
        private final AuthToken authToken;
        private long leaseCheckpointMs;
        private Duration slowApply;

        Draft(StoreConfig from) {
            dataDir = from.dataDir;
            segmentBytes = from.segmentBytes;
            snapshotLogBytes = from.snapshotLogBytes;
            requestBytesMax = from.requestBytesMax;
            txnOpsMax = from.txnOpsMax;
            progressInterval = from.progressInterval;
            quotaBytes = from.quotaBytes;
            bcryptCost = from.bcryptCost;
            watchLimits = from.watchLimits;
            authToken = from.authToken;
            leaseCheckpointMs = from.leaseCheckpointMs;
            slowApply = from.slowApply;
        }

        StoreConfig config() {
            return new StoreConfig(
                    dataDir,
                    segmentBytes,
                    snapshotLogBytes,
                    requestBytesMax,
                    txnOpsMax,
                    progressInterval,
                    quotaBytes,
                    bcryptCost,
                    watchLimits,
                    authToken,
                    leaseCheckpointMs,
                    slowApply);
        }
    }
}
