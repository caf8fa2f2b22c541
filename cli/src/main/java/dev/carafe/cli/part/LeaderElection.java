package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The flags of a part of which several may run and one leads. */
final class LeaderElection {

    @Option(
            names = "--leader-elect",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether several may run, of which one works (${DEFAULT-VALUE}).")
    boolean enabled = true;

    @Option(
            names = "--leader-elect-lease-duration",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "15s",
            description = "How long others wait after the last sign of the leader (${DEFAULT-VALUE}).")
    Duration leaseDuration = Duration.ofSeconds(15);

    @Option(
            names = "--leader-elect-renew-deadline",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "10s",
            description = "How long the leader tries to renew before it gives up (${DEFAULT-VALUE}).")
    Duration renewDeadline = Duration.ofSeconds(10);

    @Option(
            names = "--leader-elect-retry-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "2s",
            description = "The pause between tries (${DEFAULT-VALUE}).")
    Duration retryPeriod = Duration.ofSeconds(2);

    LeaseTimes times() {
        try {
            return new LeaseTimes(leaseDuration, renewDeadline, retryPeriod);
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(e.getMessage() + ".");
        }
    }
}
