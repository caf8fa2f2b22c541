package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots that upstream's etcdctl saves of {@code carafe etcd}: ours restores them, and upstream's etcdutl reads them as
 * its own and writes ones that ours restores.
 */
@Timeout(300)
@BesideOthers
class EtcdSnapshotTest {
    private static final Path ETCDUTL = Cloud.REPOSITORY.resolve("conformance/target/tools/etcdutl");
    private static final Path RECORDED = Cloud.REPOSITORY.resolve("conformance/src/test/resources/etcdutl");
    private static final Duration COMMAND_MAX = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void whatWasSavedIsThereAfterARestore() throws IOException {
        Path snapshot = folder.resolve("saved.db");
        List<String> before = savedOfAMember(snapshot);
        assertThat(carafe("snapshot", "restore", snapshot.toString(), "--data-dir", file("restored/data"))
                        .status())
                .isZero();
        try (EtcdMember restored = EtcdMember.start(folder.resolve("restored"))) {
            assertThat(content(restored)).isEqualTo(before);
        }
    }

    @Test
    void aRestoredStoreMayHaveItsLogInADirectoryOfItsOwn() throws IOException {
        Path snapshot = folder.resolve("saved.db");
        List<String> before = savedOfAMember(snapshot);
        assertThat(carafe(
                                "snapshot",
                                "restore",
                                snapshot.toString(),
                                "--data-dir",
                                file("apart/data"),
                                "--wal-dir",
                                file("quick"))
                        .status())
                .isZero();
        try (EtcdMember apart = EtcdMember.start(folder.resolve("apart"), "--wal-dir", file("quick"))) {
            assertThat(content(apart)).isEqualTo(before);
        }
    }

    @Test
    void aDamagedSnapshotAndOneWithoutItsHashAreRefused() throws IOException {
        Path snapshot = folder.resolve("saved.db");
        var _ = savedOfAMember(snapshot);
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[9000]++;
        Path damaged = Files.write(folder.resolve("damaged.db"), bytes);
        Command.Result refused = carafe("snapshot", "restore", damaged.toString(), "--data-dir", file("none"));
        assertThat(refused.status()).as(refused.toString()).isEqualTo(1);
        assertThat(refused.err()).contains("expected sha256 [");
        Path cut =
                Files.write(folder.resolve("cut.db"), Arrays.copyOf(Files.readAllBytes(snapshot), bytes.length - 32));
        refused = carafe("snapshot", "restore", cut.toString(), "--data-dir", file("none"));
        assertThat(refused.err()).contains("snapshot missing hash but --skip-hash-check=false");
        assertThat(carafe("snapshot", "restore", cut.toString(), "--data-dir", file("some"), "--skip-hash-check")
                        .status())
                .isZero();
        refused = carafe("snapshot", "restore", snapshot.toString(), "--data-dir", file("some"));
        assertThat(refused.err()).contains("data-dir \"" + file("some") + "\" not empty or could not be read");
    }

    @Test
    void upstreamsToolSaysTheSameOfOurSnapshotAndRestoresIt() throws IOException {
        assumeThat(ETCDUTL)
                .as("etcdutl was not built; ./carafe test does it where Go is")
                .isExecutable();
        Path snapshot = folder.resolve("saved.db");
        List<String> before = savedOfAMember(snapshot);
        for (String format : List.of("simple", "json", "table", "fields")) {
            assertThat(carafe("snapshot", "status", snapshot.toString(), "-w", format)
                            .orFail())
                    .isEqualTo(etcdutl("snapshot", "status", snapshot.toString(), "-w", format));
        }
        var _ = etcdutl("snapshot", "restore", snapshot.toString(), "--data-dir", file("upstream"));
        // What upstream made of it, as it would serve it, and back again.
        Path copy = Files.copy(folder.resolve("upstream/member/snap/db"), folder.resolve("copy.db"));
        assertThat(carafe("hashkv", copy.toString(), "-w", "json").orFail())
                .isEqualTo(etcdutl("hashkv", copy.toString(), "-w", "json"));
        assertThat(carafe(
                                "snapshot",
                                "restore",
                                folder.resolve("upstream/member/snap/db").toString(),
                                "--skip-hash-check",
                                "--data-dir",
                                file("again/data"))
                        .status())
                .isZero();
        try (EtcdMember again = EtcdMember.start(folder.resolve("again"))) {
            assertThat(content(again)).isEqualTo(before);
        }
    }

    /** A file that etcd 3.7.3 saved of itself; {@code -Dcarafe.answers=upstream} records it anew. */
    @Test
    void aFileOfUpstreamsServerIsRestored() throws IOException {
        Path file = folder.resolve("recorded.db");
        try (InputStream recorded = new GZIPInputStream(Files.newInputStream(RECORDED.resolve("upstream.db.gz")))) {
            Files.copy(recorded, file);
        }
        assertThat(restored(file)).isEqualTo(Files.readAllLines(RECORDED.resolve("upstream.txt")));
    }

    /** Both ways between a server of upstream's and ours. */
    @Test
    void whatUpstreamsServerSavedIsOursAfterARestoreAndBackAgain() throws IOException {
        Path upstream = UpstreamPrograms.given(UpstreamPrograms.ETCD);
        Path imported = folder.resolve("upstream.db");
        Files.createDirectories(folder.resolve("theirs"));
        List<String> before;
        try (EtcdMember member = EtcdMember.startUpstream(folder.resolve("theirs"), upstream)) {
            before = saved(member, imported);
        }
        if (System.getProperty("carafe.answers", "").equals("upstream")) {
            record(imported, before);
        }
        assertThat(restored(imported)).isEqualTo(before);
        var _ = etcdutl("snapshot", "restore", file("exported.db"), "--data-dir", file("back/upstream"));
        try (EtcdMember back = EtcdMember.startUpstream(folder.resolve("back"), upstream)) {
            assertThat(content(back)).isEqualTo(before);
        }
    }

    private static void record(Path file, List<String> content) throws IOException {
        Files.createDirectories(RECORDED);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(RECORDED.resolve("upstream.db.gz")))) {
            Files.copy(file, out);
        }
        Files.write(RECORDED.resolve("upstream.txt"), content);
    }

    /** What a member of ours has after it was restored; it saves that again as {@code exported.db}. */
    private List<String> restored(Path file) throws IOException {
        assertThat(carafe("snapshot", "restore", file.toString(), "--data-dir", file("ours/data"))
                        .status())
                .isZero();
        try (EtcdMember ours = EtcdMember.start(folder.resolve("ours"))) {
            ok(ours, "snapshot", "save", file("exported.db"));
            return content(ours);
        }
    }

    private List<String> savedOfAMember(Path snapshot) throws IOException {
        Files.createDirectories(folder.resolve("first"));
        try (EtcdMember member = EtcdMember.start(folder.resolve("first"))) {
            return saved(member, snapshot);
        }
    }

    private static List<String> saved(EtcdMember member, Path snapshot) {
        for (int i = 0; i < 30; i++) {
            ok(member, "put", "k" + i % 7, "v" + i);
        }
        ok(member, "del", "k3");
        ok(member, "compaction", "20");
        ok(member, "put", "large", "x".repeat(20_000));
        String lease = ok(member, "lease", "grant", "3600").split(" ")[1];
        ok(member, "put", "leased", "1", "--lease=" + lease);
        ok(member, "user", "add", "ann:pw");
        ok(member, "role", "add", "reader");
        ok(member, "role", "grant-permission", "reader", "read", "k", "l");
        ok(member, "user", "grant-role", "ann", "reader");
        ok(member, "snapshot", "save", snapshot.toString());
        return content(member);
    }

    private static List<String> content(EtcdMember member) {
        List<String> said = new ArrayList<>();
        for (String command : List.of(
                "get --prefix k",
                "get --prefix k --rev=25",
                "get --prefix k --rev=19",
                "get large",
                "get leased -w fields",
                "lease list",
                "user get ann",
                "role get reader",
                "endpoint hashkv")) {
            Command.Result result = member.etcdctl("", List.of(command.split(" ")));
            said.add("$ " + command);
            result.out()
                    .replace(member.endpoint(), "ENDPOINT")
                    .lines()
                    .filter(line -> !line.startsWith("\"RaftTerm\"") && !line.contains("ID\" :"))
                    .forEach(said::add);
            said.add("= " + result.status());
        }
        return said;
    }

    private static String ok(EtcdMember member, String... arguments) {
        return member.etcdctl("", List.of(arguments)).orFail();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static Command.Result carafe(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(Cloud.REPOSITORY.resolve("carafe").toString(), "etcdutl"));
        words.addAll(List.of(arguments));
        return Command.run(COMMAND_MAX, Map.of("CARAFE_NO_BUILD", "1"), "", words);
    }

    private static String etcdutl(String... arguments) {
        List<String> words = new ArrayList<>(List.of(ETCDUTL.toString()));
        words.addAll(List.of(arguments));
        return Command.run(COMMAND_MAX, Map.of(), "", words).orFail();
    }
}
