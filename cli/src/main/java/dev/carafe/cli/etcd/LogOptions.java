package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.log.LogFormat;
import dev.carafe.cli.log.LogLines;
import dev.carafe.cli.log.LogRotation;
import dev.carafe.cli.log.RotatedOutput;
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
import java.util.Set;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is logged, and where to. */
final class LogOptions {
    /** Standard error, as long as it stands alone. */
    private static final String DEFAULT = "default";

    private static final String STDERR = "stderr";
    private static final String STDOUT = "stdout";
    private static final Set<String> STREAMS = Set.of(DEFAULT, STDERR, STDOUT);

    private static final String ROTATION =
            "{\"maxsize\":100,\"maxage\":0,\"maxbackups\":0,\"localtime\":false,\"compress\":false}";

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
            names = "--enable-log-rotation",
            arity = "0..1",
            fallbackValue = "true",
            description = "Begin a new file when the one of --log-outputs is full.")
    boolean rotates;

    @Option(
            names = "--log-rotation-config-json",
            paramLabel = "JSON",
            defaultValue = ROTATION,
            description = "When it is full, in MB, and which of the earlier files are kept, as days and as a number;"
                    + " 0 keeps all (${DEFAULT-VALUE}).")
    String rotation = ROTATION;

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
        List<String> distinct = outputs.stream().distinct().toList();
        LogRotation files = rotates ? rotation(distinct) : null;
        return new LogLines(
                least,
                lines,
                distinct.stream().map(output -> open(output, files)).toList());
    }

    private LogRotation rotation(List<String> distinct) {
        if (distinct.stream().filter(output -> !STREAMS.contains(output)).count() != 1) {
            throw CommandException.wrongUse("--enable-log-rotation needs one file among --log-outputs, and no more.");
        }
        return LogRotationJson.parse(rotation);
    }

    private static OutputStream open(String output, @Nullable LogRotation rotation) {
        return switch (output) {
            case DEFAULT, STDERR -> System.err;
            case STDOUT -> System.out;
            default -> {
                try {
                    yield rotation != null
                            ? RotatedOutput.open(Path.of(output), rotation)
                            : Files.newOutputStream(
                                    Path.of(output), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
