package dev.carafe.cli.etcdutl;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.etcd.ResolvedUrls;
import dev.carafe.etcd.membership.InitialMembers;
import dev.carafe.etcd.schema.SnapshotFile;
import dev.carafe.etcd.wal.MemberBeginning;
import dev.carafe.etcd.wal.RaftWal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carafe etcdutl snapshot restore}. */
@Command(
        name = "restore",
        description = "Makes a data directory for 'carafe etcd' of a snapshot of it or of etcd.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe etcdutl snapshot restore backup.db --data-dir /var/lib/etcd",
            "  carafe etcdutl snapshot restore backup.db --name m1 --data-dir m1.etcd"
                    + " --initial-advertise-peer-urls https://10.0.0.1:2380"
                    + " --initial-cluster m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380",
            "  carafe etcdutl snapshot restore backup.db --bump-revision 1000000000 --mark-compacted"
        })
final class SnapshotRestoreCommand extends FileCommand {
    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where it goes, missing or empty (NAME.etcd).")
    @Nullable
    Path dataDir;

    @Option(
            names = "--wal-dir",
            paramLabel = "DIR",
            description =
                    "Where the log goes, missing or empty, for a member that is given the same (below --data-dir).")
    @Nullable
    Path walDir;

    @Option(names = "--name", defaultValue = "default", description = "The member's name (${DEFAULT-VALUE}).")
    String name = "default";

    @Option(
            names = "--initial-cluster",
            split = ",",
            paramLabel = "NAME=URL",
            description = "The members of the cluster that begins with it; without it the store is alone."
                    + " Restore the same file for each of them.")
    List<String> initialCluster = new ArrayList<>();

    @Option(
            names = "--initial-cluster-token",
            paramLabel = "TEXT",
            defaultValue = "etcd-cluster",
            description = "Tells clusters of the same addresses apart (${DEFAULT-VALUE}).")
    String token = "";

    @Option(
            names = "--initial-advertise-peer-urls",
            split = ",",
            paramLabel = "URL",
            defaultValue = "http://localhost:2380",
            description = "Where the others reach this member (${DEFAULT-VALUE}).")
    List<String> advertiseUrls = new ArrayList<>();

    @Option(
            names = "--skip-hash-check",
            arity = "0..1",
            fallbackValue = "true",
            description = "Take a file without the hash at its end (a copy of a member's db).")
    boolean skipHashCheck;

    @Option(
            names = "--bump-revision",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "How much higher the newest revision is to be, so that no watcher has seen a later one.")
    long bumpRevision;

    @Option(
            names = "--mark-compacted",
            arity = "0..1",
            fallbackValue = "true",
            description = "Count all up to the newest revision as compacted; goes with --bump-revision only.")
    boolean markCompacted;

    @Override
    void run(SnapshotFile snapshot) throws IOException {
        if (bumpRevision < 0 || (bumpRevision > 0) != markCompacted) {
            throw CommandException.wrongUse("--mark-compacted required if --revision-bump > 0, and only then.");
        }
        Optional<MemberBeginning> member = member();
        if (!skipHashCheck) {
            snapshot.checkHash();
        }
        snapshot.restore(
                dataDir != null ? dataDir : Path.of(name + ".etcd"), Optional.ofNullable(walDir), bumpRevision, member);
    }

    private Optional<MemberBeginning> member() {
        if (initialCluster.isEmpty()) {
            return Optional.empty();
        }
        try {
            InitialMembers initial = InitialMembers.read(
                    initialCluster.toArray(String[]::new), token, name, advertiseUrls, ResolvedUrls::difference);
            return Optional.of(new MemberBeginning(
                    new RaftWal.Identity(initial.id(name), initial.clusterId()), initial.membership()));
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(String.valueOf(e.getMessage()));
        }
    }
}
