package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.host.Host;
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
        return DataDirectory.of(chosen, root);
    }

    /** The option that a user has to repeat to mean this cloud, with a leading space; "" for the usual one. */
    String repeated() {
        return dataDirectory == null ? "" : " --data-dir " + dataDirectory;
    }
}
