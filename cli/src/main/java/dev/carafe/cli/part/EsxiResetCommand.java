package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.command.Console;
import dev.carafe.cli.host.Remains;
import dev.carafe.vsphere.esxi.host.HostRemains;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe esxi reset}. */
@Command(
        name = "reset",
        description =
                "Ends the machines of a host agent that does not run any more, and removes all that it left: networks,"
                        + " control groups, its files, and the datastores in its folder. Datastores elsewhere stay as they"
                        + " are.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe esxi reset", "  carafe esxi reset --yes --data-dir /srv/host2"})
public final class EsxiResetCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    DataDirOption dataDir = new DataDirOption();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        Path data = dataDir.path();
        Path state = data.resolve("esxi");
        if (!Files.isDirectory(state)) {
            out.println("There is no host in " + data + ".");
            return 0;
        }
        if (!yes
                && !console.agreed(
                        "Remove the host in " + data + " with all its machines and the datastores in its folder?")) {
            throw new CommandException("nothing was removed; say yes, or give --yes.");
        }
        int machines = removeRunning(data);
        Remains remains = new Remains();
        remains.removeTree(state);
        remains.removeTree(data.resolve("datastores"));
        if (!remains.problems().isEmpty()) {
            throw new CommandException("not everything could be removed: " + String.join("; ", remains.problems()));
        }
        out.println("Removed the host in " + data
                + (machines == 0 ? "." : ", and ended " + machines + (machines == 1 ? " machine." : " machines.")));
        return 0;
    }

    private static int removeRunning(Path data) {
        try {
            return HostRemains.remove(data);
        } catch (IOException e) {
            throw new CommandException(e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted before everything was removed; say it again.", e);
        }
    }
}
