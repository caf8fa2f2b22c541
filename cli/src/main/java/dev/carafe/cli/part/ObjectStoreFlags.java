package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say where an API server keeps its objects: in an etcd, or in a store of its own, in its own process. */
final class ObjectStoreFlags {
    @Option(
            names = "--etcd-servers",
            split = ",",
            paramLabel = "URL",
            description = "The etcd that keeps the objects; several members of one cluster, with commas between them.")
    List<URI> etcdServers = new ArrayList<>();

    @Option(names = "--etcd-cafile", paramLabel = "FILE", description = "Who vouches for etcd, PEM.")
    @Nullable
    Path etcdCa;

    @Option(names = "--etcd-certfile", paramLabel = "FILE", description = "What etcd is shown, PEM.")
    @Nullable
    Path etcdCertificate;

    @Option(names = "--etcd-keyfile", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path etcdKey;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Keep the objects in this folder, without an etcd, instead of --etcd-servers: one process that starts"
                            + " at once. No other server can share them; carafe etcd can serve the folder later.")
    @Nullable
    Path dataDirectory;

    /** Refuses what does not say one place. */
    void check() {
        if (dataDirectory == null && etcdServers.isEmpty()) {
            throw CommandException.wrongUse(
                    "Say where objects are kept: --etcd-servers must be specified, or --data-dir for a store without an etcd.");
        }
        if (dataDirectory == null) {
            return;
        }
        if (!etcdServers.isEmpty()
                || Stream.of(etcdCa, etcdCertificate, etcdKey).anyMatch(file -> file != null)) {
            throw CommandException.wrongUse(
                    "--data-dir keeps objects without an etcd: leave out it, or the flags that begin with --etcd-servers,"
                            + " --etcd-cafile, --etcd-certfile and --etcd-keyfile.");
        }
        if (dataDirectory
                .toString()
                .isBlank()) { // an empty variable in a script is not meant to be the folder it runs in
            throw CommandException.wrongUse("--data-dir takes a folder, not ''.");
        }
    }

    /** Opens the store; one that is elsewhere is awaited by who first asks it. */
    Store open() throws IOException {
        Path folder = dataDirectory;
        if (folder != null) {
            return EmbeddedStore.open(StoreConfig.of(folder.toAbsolutePath().normalize()));
        }
        RemoteStoreConfig.Tls tls = etcdCa == null && etcdCertificate == null
                ? null
                : new RemoteStoreConfig.Tls(etcdCa, etcdCertificate, etcdKey);
        return RemoteStore.connect(RemoteStoreConfig.of(etcdServers, tls).awaiting());
    }
}
