package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.compactor.Compactor;
import dev.carafe.etcd.compactor.PeriodicCompactor;
import dev.carafe.etcd.compactor.RevisionCompactor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Automatic compaction. */
final class CompactionOptions {
    @Option(
            names = "--auto-compaction-mode",
            paramLabel = "MODE",
            defaultValue = "periodic",
            description = "What the retention is: periodic (a time) or revision (a count) (${DEFAULT-VALUE}).")
    String mode = "";

    @Option(
            names = "--auto-compaction-retention",
            paramLabel = "RETENTION",
            defaultValue = "0",
            description = "How much history is kept: 30m, 5 (hours), or a count of revisions; 0 for all.")
    String retention = "";

    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Throws when there is no such compaction. */
    void check() {
        var _ = compactor();
    }

    /** The one asked for, none when all history is kept. */
    Optional<Compactor> compactor() {
        return switch (mode) {
            case "periodic" -> {
                Duration period = period();
                yield period.isZero() ? Optional.empty() : Optional.of(periodic(period));
            }
            case "revision" -> {
                long count = count();
                yield count == 0 ? Optional.empty() : Optional.of(new RevisionCompactor(count));
            }
            default ->
                throw CommandException.wrongUse(
                        "--auto-compaction-mode takes periodic or revision, not '" + mode + "'.");
        };
    }

    private PeriodicCompactor periodic(Duration period) {
        try {
            return new PeriodicCompactor(period, nowMs());
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse("--auto-compaction-retention: " + e.getMessage() + ".");
        }
    }

    /** A number without a unit counts hours. */
    private Duration period() {
        try {
            int hours = Integer.parseInt(retention);
            if (hours >= 0) {
                return Duration.ofHours(hours);
            }
        } catch (NumberFormatException _) {
            try {
                Duration period = new GoDuration().convert(retention);
                if (!period.isNegative()) {
                    return period;
                }
            } catch (TypeConversionException _) {
                // told below
            }
        }
        throw CommandException.wrongUse(
                "--auto-compaction-retention takes a time such as 30m, or hours, not '" + retention + "'.");
    }

    private long count() {
        try {
            long count = Long.parseLong(retention);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw CommandException.wrongUse(
                "--auto-compaction-retention takes a count of revisions in this mode, not '" + retention + "'.");
    }
}
