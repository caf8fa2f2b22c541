package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.GoDuration;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How often the members of a cluster are compared. */
final class CorruptionOptions {
    @Option(
            names = "--corrupt-check-time",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = GoDuration.class,
            description =
                    "How often the leader compares the members' newest data and raises the CORRUPT alarm where they differ; 0 for never.")
    Duration checkTime = Duration.ZERO;

    @Option(
            names = "--compact-hash-check-time",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = GoDuration.class,
            description =
                    "With --feature-gates CompactHashCheck=true: how often the leader compares what the last compaction left at the members (${DEFAULT-VALUE}).")
    Duration compactHashCheckTime = Duration.ZERO;

    /** Throws where etcd would not start. */
    void check() {
        if (checkTime.isNegative()) {
            throw CommandException.wrongUse("--corrupt-check-time must not be negative.");
        }
        if (!compactHashCheckTime.isPositive()) {
            throw CommandException.wrongUse("--compact-hash-check-time must be >0.");
        }
    }
}
