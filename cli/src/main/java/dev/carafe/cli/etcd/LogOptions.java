package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.log.LogFormat;
import dev.carafe.cli.log.LogLines;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.server.SlowCalls;
import dev.carafe.etcd.slow.SlowApplies;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import picocli.CommandLine.Option;

/** What is logged, and where to. */
final class LogOptions {
    /** Standard error, as long as it stands alone. */
    private static final String DEFAULT = "default";

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "The least grave that is logged: debug, info, warn, error (${DEFAULT-VALUE}).")
    String level = "";

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "console",
            description = "What lines look like: json for programs, console for people (${DEFAULT-VALUE}).")
    String format = "";

    @Option(
            names = "--log-outputs",
            split = ",",
            paramLabel = "OUTPUT",
            defaultValue = DEFAULT,
            description = "Where lines go: stderr, stdout, files (stderr).")
    List<String> outputs = new ArrayList<>();

    @Option(
            names = "--warning-unary-request-duration",
            paramLabel = "DURATION",
            defaultValue = "300ms",
            converter = GoDuration.class,
            description = "How long a call may take before a warning tells of it (${DEFAULT-VALUE}).")
    Duration slowCall = SlowCalls.USUAL;

    @Option(
            names = "--warning-apply-duration",
            paramLabel = "DURATION",
            defaultValue = "100ms",
            converter = GoDuration.class,
            description =
                    "How long a write may take to apply, or a read to be answered, before a warning tells of it (${DEFAULT-VALUE}).")
    Duration slowApply = SlowApplies.USUAL;

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

    /**
     * All of it; files are opened, and made where they are missing.
     *
     * @throws CommandException when a value is none of etcd's, or a file cannot be written
     */
    LogLines lines() {
        LogFormat lines = switch (format) {
            case "json" -> LogFormat.JSON;
            case "console" -> LogFormat.CONSOLE;
            default -> throw CommandException.wrongUse("--log-format takes json or console, not '" + format + "'.");
        };
        if (outputs.size() > 1 && outputs.contains(DEFAULT)) {
            throw CommandException.wrongUse("--log-outputs takes " + DEFAULT + " alone.");
        }
        Level least = level();
        return new LogLines(
                least, lines, outputs.stream().distinct().map(LogOptions::open).toList());
    }

    private static OutputStream open(String output) {
        return switch (output) {
            case DEFAULT, "stderr" -> System.err;
            case "stdout" -> System.out;
            default -> {
                try {
                    yield Files.newOutputStream(Path.of(output), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException | InvalidPathException e) {
                    throw new CommandException(
                            "--log-outputs: '" + output
                                    + "' cannot be written; name a file in a directory that is there.",
                            e);
                }
            }
        };
    }
}
