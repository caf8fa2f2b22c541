package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.etcd.http.CallCounters;
import picocli.CommandLine.Option;

/** How much is measured of clients' calls. */
final class MetricsOptions {
    private static final String BASIC = "basic";
    private static final String EXTENSIVE = "extensive";

    @Option(
            names = "--metrics",
            paramLabel = "LEVEL",
            defaultValue = BASIC,
            description = "What /metrics has of calls: basic counts them, extensive has their durations too"
                    + " (${DEFAULT-VALUE}).")
    String level = BASIC;

    /**
     * Counters for all servers of the member.
     *
     * @throws CommandException when there is no such level
     */
    CallCounters counters() {
        return switch (level) {
            case BASIC -> new CallCounters();
            case EXTENSIVE -> CallCounters.timed(System::nanoTime);
            default ->
                throw new CommandException("invalid value for --metrics: \"" + level + "\"; say basic or extensive");
        };
    }
}
