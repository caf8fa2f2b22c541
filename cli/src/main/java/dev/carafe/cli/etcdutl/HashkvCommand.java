package dev.carafe.cli.etcdutl;

import dev.carafe.etcd.mvcc.KvHash;
import dev.carafe.etcd.schema.SnapshotFile;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carafe etcdutl hashkv}. */
@Command(
        name = "hashkv",
        description = "Tells the hash of the keys' history in a file, as 'etcdctl endpoint hashkv' does of a member.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe etcdutl hashkv backup.db", "  carafe etcdutl hashkv backup.db --rev 1000"})
final class HashkvCommand extends FileCommand {
    @Option(
            names = "--rev",
            paramLabel = "REVISION",
            defaultValue = "0",
            description = "The last revision that goes in (0, the newest).")
    long revision;

    @Override
    void run(SnapshotFile snapshot) throws IOException {
        KvHash.Result hash = snapshot.hashKv(revision);
        print(new Report(List.of(
                Report.Column.number("HASH", "Hash", "hash", Integer.toUnsignedLong(hash.hash())),
                Report.Column.number("HASH REVISION", "Hash revision", "hashRevision", hash.revision()),
                Report.Column.number(
                        "COMPACT REVISION", "Compact revision", "compactRevision", hash.compactRevision()))));
    }
}
