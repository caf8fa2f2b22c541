package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.auth.AuthToken;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.mvcc.Quota;
import dev.carafe.etcd.watch.WatchLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The member's data and its limits. */
final class StoreOptions {
    private static final int BCRYPT_COST_MIN = 4;
    private static final int BCRYPT_COST_MAX = 31;

    /** What a log segment holds beside the largest request. */
    private static final int SEGMENT_SPARE_BYTES = 1 << 20;

    /** A record and its answer are one array each. */
    private static final int REQUEST_BYTES_MAX = 512 << 20;

    @Option(names = "--name", defaultValue = "default", description = "The member's name (${DEFAULT-VALUE}).")
    String name = "default";

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where data is kept (NAME.etcd).")
    @Nullable
    Path dataDirectory;

    @Option(
            names = "--quota-backend-bytes",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "The most that clients may fill it with; 0 for 2 GiB, less for no limit.")
    long quotaBytes;

    @Option(
            names = "--max-request-bytes",
            paramLabel = "BYTES",
            defaultValue = "1572864",
            description = "The largest request (${DEFAULT-VALUE}).")
    int requestBytesMax;

    @Option(
            names = "--max-txn-ops",
            paramLabel = "COUNT",
            defaultValue = "128",
            description = "The most operations of a transaction (${DEFAULT-VALUE}).")
    int txnOpsMax;

    @Option(
            names = "--watch-progress-notify-interval",
            paramLabel = "DURATION",
            defaultValue = "10m",
            converter = GoDuration.class,
            description = "How often idle watches hear of the revision when they ask for it (${DEFAULT-VALUE}).")
    Duration progressInterval = Duration.ZERO;

    @Option(
            names = "--bcrypt-cost",
            paramLabel = "COST",
            defaultValue = "10",
            description = "The cost of hashing a password, 4 to 31 (${DEFAULT-VALUE}).")
    int bcryptCost;

    @Option(
            names = "--feature-gates",
            paramLabel = "NAME=true,...",
            defaultValue = "",
            description =
                    "LeaseCheckpoint=true lets leases keep what is left of their time through changes of leaders; InitialCorruptCheck=true lets a member compare its data with the others' before it serves clients; CompactHashCheck=true lets the leader compare what compactions leave.")
    String featureGates = "";

    /** Throws where etcd would not start. */
    FeatureGates gates() {
        return FeatureGates.parse(featureGates);
    }

    StoreConfig config(AuthToken authToken) {
        if (requestBytesMax <= 0 || requestBytesMax > REQUEST_BYTES_MAX) {
            throw CommandException.wrongUse("--max-request-bytes takes a number from 1 to " + REQUEST_BYTES_MAX
                    + ", not " + requestBytesMax + ".");
        }
        if (txnOpsMax <= 0) {
            throw CommandException.wrongUse("--max-txn-ops takes a positive number, not " + txnOpsMax + ".");
        }
        if (bcryptCost < BCRYPT_COST_MIN || bcryptCost > BCRYPT_COST_MAX) {
            throw CommandException.wrongUse("--bcrypt-cost takes a number from 4 to 31, not " + bcryptCost + ".");
        }
        if (!progressInterval.isPositive()) {
            throw CommandException.wrongUse("--watch-progress-notify-interval takes a time above zero.");
        }
        StoreConfig usual = StoreConfig.of(dataDirectory != null ? dataDirectory : Path.of(name + ".etcd"));
        return new StoreConfig(
                usual.dataDir(),
                Math.max(usual.segmentBytes(), requestBytesMax + SEGMENT_SPARE_BYTES),
                usual.snapshotLogBytes(),
                requestBytesMax,
                txnOpsMax,
                progressInterval,
                quotaBytes == 0 ? Quota.DEFAULT_BYTES : quotaBytes,
                bcryptCost,
                WatchLimits.USUAL,
                authToken,
                gates().leaseCheckpointMs(),
                usual.slowApply());
    }
}
