package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.host.Host;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a part of vSphere keeps its files. */
final class DataDirOption {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where it keeps its files (as root /var/lib/carafe, else ~/.local/share/carafe).")
    @Nullable
    Path dataDirectory;

    /** The folder, absolute; makes nothing. */
    Path path() {
        Path chosen = dataDirectory == null ? DataDirectory.defaultRoot(Host.isRoot()) : dataDirectory;
        if (chosen.toString().isBlank()) { // an empty variable in a script is not meant to be the folder it runs in
            throw CommandException.wrongUse("--data-dir takes a folder, not ''.");
        }
        return chosen.toAbsolutePath().normalize();
    }
}
