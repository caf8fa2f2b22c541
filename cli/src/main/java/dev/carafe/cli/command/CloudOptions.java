package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.host.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cloud a command is about. */
final class CloudOptions {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the cloud keeps its files (as root /var/lib/carafe, else ~/.local/share/carafe).")
    @Nullable
    Path dataDirectory;

    /** The files of that cloud; makes nothing. */
    DataDirectory directory() {
        boolean root = Host.isRoot();
        Path chosen = dataDirectory == null ? DataDirectory.defaultRoot(root) : dataDirectory;
        if (chosen.toString().isBlank()) { // an empty variable in a script is not meant to be the folder it runs in
            throw CommandException.wrongUse("--data-dir takes a folder, not ''.");
        }
        if (Files.isDirectory(chosen) && !Files.isExecutable(chosen)) {
            throw new CommandException(
                    "no permission for " + chosen + "; run it as the user that owns the cloud (often root).");
        }
        return DataDirectory.of(chosen, root);
    }

    /** Where a hint is due that root's cloud is another one: a sentence with a leading space, else "". */
    String rootsCloud(String command) {
        Path roots = DataDirectory.defaultRoot(true);
        return dataDirectory == null && !Host.isRoot() && Files.exists(roots)
                ? " Root's cloud is in " + roots + ": sudo carafe " + command + "."
                : "";
    }

    /** The option that a user has to repeat to mean this cloud, with a leading space; "" for the usual one. */
    String repeated() {
        if (dataDirectory == null) {
            return "";
        }
        String text = dataDirectory.toString();
        return " --data-dir " + (text.indexOf(' ') < 0 ? text : "'" + text + "'");
    }
}
