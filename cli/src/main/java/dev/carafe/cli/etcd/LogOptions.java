package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.server.SlowCalls;
import java.time.Duration;
import java.util.logging.Level;
import picocli.CommandLine.Option;

/** What is logged. */
final class LogOptions {
    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "The least grave that is logged: debug, info, warn, error (${DEFAULT-VALUE}).")
    String level = "";

    @Option(
            names = "--warning-unary-request-duration",
            paramLabel = "DURATION",
            defaultValue = "300ms",
            converter = GoDuration.class,
            description = "How long a call may take before a warning tells of it (${DEFAULT-VALUE}).")
    Duration slowCall = SlowCalls.USUAL;

    /** How long a call may take before a warning tells of it. */
    Duration slowCall() {
        if (slowCall.isNegative()) {
            throw CommandException.wrongUse("--warning-unary-request-duration takes no negative time.");
        }
        return slowCall;
    }

    /** By the names of etcd's; nothing here is graver than an error. */
    Level level() {
        return switch (level) {
            case "debug" -> Level.FINE;
            case "info" -> Level.INFO;
            case "warn" -> Level.WARNING;
            case "error", "dpanic", "panic", "fatal" -> Level.SEVERE;
            default ->
                throw CommandException.wrongUse(
                        "--log-level takes debug, info, warn, error, panic or fatal, not '" + level + "'.");
        };
    }
}
