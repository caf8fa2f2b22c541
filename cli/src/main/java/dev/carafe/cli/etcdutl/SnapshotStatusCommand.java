package dev.carafe.cli.etcdutl;

import dev.carafe.etcd.schema.SnapshotFile;
import dev.carafe.etcd.schema.SnapshotStatus;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code carafe etcdutl snapshot status}. */
@Command(
        name = "status",
        description = "Tells a snapshot's hash, newest revision, keys, size and version.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe etcdutl snapshot status backup.db", "  carafe etcdutl snapshot status backup.db -w json"})
final class SnapshotStatusCommand extends FileCommand {
    @Override
    void run(SnapshotFile snapshot) throws IOException {
        SnapshotStatus status = snapshot.status();
        print(new Report(List.of(
                new Report.Column(
                        "HASH",
                        "Hash",
                        "hash",
                        Integer.toHexString(status.hash()),
                        Integer.toUnsignedString(status.hash())),
                Report.Column.number("REVISION", "Revision", "revision", status.revision()),
                Report.Column.number("TOTAL KEYS", "Keys", "totalKey", status.keys()),
                new Report.Column(
                        "TOTAL SIZE",
                        "Size",
                        "totalSize",
                        Report.size(status.sizeBytes()),
                        Long.toString(status.sizeBytes())),
                new Report.Column("VERSION", "Version", "version", status.version(), "\"" + status.version() + "\""))));
    }
}
