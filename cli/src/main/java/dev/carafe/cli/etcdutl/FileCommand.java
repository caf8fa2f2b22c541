package dev.carafe.cli.etcdutl;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.command.Console;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.schema.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about one file of a snapshot. */
abstract class FileCommand implements Callable<Integer> {
    private static final String SERVER = "etcdserver: ";

    @Mixin
    Console console = new Console();

    @Parameters(paramLabel = "FILE", description = "A snapshot, or a copy of a member's db.")
    Path file = Path.of("");

    @Option(
            names = {"-w", "--write-out"},
            paramLabel = "FORMAT",
            defaultValue = "simple",
            description = "fields, json, simple or table (${DEFAULT-VALUE}).")
    String writeOut = "simple";

    /** Does it with the file open. */
    abstract void run(SnapshotFile snapshot) throws IOException;

    void print(Report report) {
        report.print(console.out(), writeOut);
    }

    @Override
    public Integer call() {
        if (!Files.exists(file)) {
            throw new CommandException("stat " + file + ": no such file or directory.");
        }
        try (SnapshotFile snapshot = SnapshotFile.open(file)) {
            run(snapshot);
            return 0;
        } catch (IOException e) {
            throw new CommandException(CommandException.reason(e) + ".", e);
        } catch (EtcdException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandException(
                    (message.startsWith(SERVER) ? message.substring(SERVER.length()) : message) + ".", e);
        }
    }
}
