package dev.carafe.cli.etcdutl;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carafe etcdutl}. */
@Command(
        name = "etcdutl",
        description =
                "Looks into snapshots of etcd's and of Carafe's store, and restores them, while nothing runs on them.",
        subcommands = {EtcdutlCommand.Snapshot.class, HashkvCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  etcdctl snapshot save backup.db",
            "  carafe etcdutl snapshot status backup.db -w table",
            "  carafe etcdutl snapshot restore backup.db --data-dir /var/lib/etcd",
            "  carafe etcdutl hashkv backup.db"
        })
public final class EtcdutlCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        throw missing(spec);
    }

    private static RuntimeException missing(@Nullable CommandSpec spec) {
        return spec == null
                ? new IllegalStateException("the command was not made by the command line")
                : new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    /** {@code carafe etcdutl snapshot}. */
    @Command(
            name = "snapshot",
            description = "Tells of a snapshot, or restores it.",
            subcommands = {SnapshotStatusCommand.class, SnapshotRestoreCommand.class},
            footerHeading = "%nExamples:%n",
            footer = {
                "  carafe etcdutl snapshot status backup.db",
                "  carafe etcdutl snapshot restore backup.db --data-dir /var/lib/etcd"
            })
    static final class Snapshot implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            throw missing(spec);
        }
    }
}
