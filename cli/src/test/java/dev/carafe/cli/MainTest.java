package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {

    private static final Set<String> WITHOUT_DIRECTORY =
            Set.of("bogus", "image", "kubelet", "cloud-controller-manager");

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyCommandExplainsItselfWithExamples() {
        Deque<CommandLine> commands =
                new ArrayDeque<>(Main.commandLine("").getSubcommands().values());
        while (!commands.isEmpty()) {
            CommandLine command = commands.remove();
            commands.addAll(command.getSubcommands().values());
            String name = command.getCommandSpec().qualifiedName();
            assertThat(command.getCommandSpec().findOption("-h")).as(name).isNotNull();
            if (!name.equals("carafe generate-completion")) {
                assertThat(command.getUsageMessage())
                        .as(name)
                        .contains("Examples:")
                        .contains("  carafe ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        bogus                              | Unmatched argument at index 0: 'bogus'
        up --secure-port x                 | Invalid value for option '--secure-port'
        up --secure-port 70000             | --secure-port takes a number from 1 to 65535, not 70000.
        up --cluster-cidr 10.0.0.0/33      | --cluster-cidr takes an IPv4 range
        up --cluster-cidr 10.96.0.0/16     | overlap
        up --node-name Wrong_Name          | cannot be a node's name
        up --bind example                  | --bind takes an address
        logs nobody                        | there is no part called 'nobody'
        image                              | image needs one of build, build-vm, import, ls
        image build                        | Missing required option: '--tag=NAME'
        image build -t a:1 --copy x        | --copy takes SOURCE:PLACE
        cloud-controller-manager           | --cloud-provider cannot be empty; those on the class path are vsphere.
        cloud-controller-manager --cloud-provider x | unknown cloud provider "x"; those on the class path are vsphere.
        cloud-controller-manager --concurrent-node-syncs 0 | --concurrent-node-syncs must be a positive number.
        kubelet --pod-manifest-path x --cloud-provider aws | cloud provider "aws" was specified
        vcenter --port 70000               | --port takes a number from 0 to 65535, not 70000.
        vcenter --address example          | --address takes an IP address of this machine, not 'example'.
        esxi --without-network --uplink x  | --uplink and --without-network cannot be said together.
        etcd --bogus                       | Unknown option: '--bogus'
        etcd --max-txn-ops x               | Invalid value for option '--max-txn-ops'
        etcd --max-txn-ops 0               | --max-txn-ops takes a positive number, not 0.
        etcd --max-request-bytes 0         | --max-request-bytes takes a number from 1 to
        etcd --bcrypt-cost 3               | --bcrypt-cost takes a number from 4 to 31, not 3.
        etcd --log-level loud              | --log-level takes debug, info, warn, error, panic or fatal, not 'loud'.
        etcd --auto-compaction-mode x      | --auto-compaction-mode takes periodic or revision, not 'x'.
        etcd --auto-compaction-retention x | --auto-compaction-retention takes a time such as 30m, or hours, not 'x'.
        etcd --auto-compaction-mode revision --auto-compaction-retention 1h | takes a count of revisions in this mode
        etcd --auth-token magic            | --auth-token: it is simple or jwt, not 'magic'.
        etcd --auth-token jwt,priv-key=a   | --auth-token: jwt needs a sign-method
        etcd --auth-token jwt,sign-method=RS256 | --auth-token: a priv-key or a pub-key is needed.
        etcd --auth-token jwt,sign-method=none,priv-key=a | --auth-token: sign-method takes RS, PS, ES or HS
        etcd --auth-token jwt,sign-method=RS256,x=y | --auth-token: unknown is x.
        etcd --auto-tls --self-signed-cert-validity 0 | --self-signed-cert-validity takes years from 1 on, not 0.
        etcd --memory-mlock=true           | --memory-mlock is not supported
        etcd --tls-min-version TLS1.1 --listen-client-urls https://127.0.0.1:1 --cert-file a --key-file b | takes TLS1.2 or TLS1.3
        etcd --listen-metrics-urls https://127.0.0.1:1 | https needs --cert-file and --key-file, or --auto-tls.
        status -o yaml                     | expected one of [table, json]
        """)
    void wrongUseIsToldInOneSentenceWithExitCodeTwo(String arguments, String message) {
        String[] words = arguments.split(" ", -1);
        int code = WITHOUT_DIRECTORY.contains(words[0]) ? run(words) : run(withDirectory(words));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("carafe: ").contains(message).doesNotContain("\tat ");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void statusOfNothingFailsAndSaysHowToStart() {
        int code = run("status", "--data-dir", directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("Nothing runs from").contains("carafe up --data-dir");
    }

    @Test
    void statusOfNothingIsStillJson() {
        int code = run("status", "-o", "json", "--data-dir", directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("\"phase\": \"stopped\"").contains("\"well\": false");
    }

    @Test
    void resetRefusesAFolderThatIsNoCloud() throws Exception {
        Files.writeString(directory.resolve("thesis.tex"), "precious");

        int code = run("reset", "--yes", "--data-dir", directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("holds no cloud");
        assertThat(directory.resolve("thesis.tex")).exists();
    }

    @Test
    void upRefusesAFolderWithFilesOfSomebody() throws Exception {
        Files.writeString(directory.resolve("thesis.tex"), "precious");

        int code = run("up", "--data-dir", directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("is not empty and holds no cloud");
        assertThat(directory).isDirectoryContaining("glob:**/thesis.tex");
    }

    @Test
    void anEmptyDataDirectoryIsNotTheFolderThatOneIsIn() {
        assertThat(run("up", "--data-dir", "")).isEqualTo(2);
        assertThat(run("reset", "--yes", "--data-dir", " ")).isEqualTo(2);
        assertThat(run("vcenter", "--data-dir", "")).isEqualTo(2);
        assertThat(run("esxi", "reset", "--yes", "--data-dir", "")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.contains("--data-dir takes a folder"));
    }

    @Test
    void wrongUseOfAPartMakesNoFiles() {
        Path data = directory.resolve("etcd");

        assertThat(run("etcd", "--data-dir", data.toString(), "--listen-client-urls", "bogus"))
                .isEqualTo(2);
        assertThat(data).doesNotExist();
    }

    @Test
    void downOfNothingIsNoFailure() {
        assertThat(run("down", "--data-dir", directory.toString())).isZero();
    }

    @Test
    void completionNamesTheCommands() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("up down status logs").contains("--data-dir");
    }

    private String[] withDirectory(String[] words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", directory.resolve("cloud").toString()));
        return all.toArray(new String[0]);
    }

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
