package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --no-install} on a machine that lacks some of what a node needs. */
@Timeout(120)
class MissingPrerequisitesTest {
    /** Hides its arguments up to {@code --} behind a file that is no program, then runs the rest; only in its own view. */
    private static final String HIDE_AND_RUN = """
            file=$1; shift
            while [ "$1" != -- ]; do mount --bind "$file" "$(readlink -f "$1")"; shift; done
            shift; exec "$@"
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsRoot() {
        assumeThat(System.getProperty("user.name"))
                .as("hiding programs, and a node with real containers, need root")
                .isEqualTo("root");
        for (String program : List.of("nft", "conntrack", "unshare")) {
            assumeThat(Cloud.onPath(program))
                    .as(program + " is not installed; ./carafe test does it")
                    .isTrue();
        }
    }

    @Test
    void upRefusesAndListsExactlyWhatIsMissing() throws IOException {
        Set<String> before = Leftovers.now();

        Command.Result up = upWithout("nft", "conntrack");

        assertThat(up.status()).as(up.toString()).isEqualTo(1);
        assertThat(up.out()).isEmpty();
        assertThat(up.err().lines())
                .containsExactly(
                        "carafe: this machine lacks what a node needs; install it, or leave --no-install out:",
                        "  nft (package nftables) carries Services",
                        "  conntrack (package conntrack) ends connections of removed endpoints");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("no-program"));
        }
        assertThat(Leftovers.now()).isEqualTo(before);
    }

    private Command.Result upWithout(String... programs) throws IOException {
        Path noProgram = Files.createFile(folder.resolve("no-program"));
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "sh", "-eu", "-c", HIDE_AND_RUN, "sh", noProgram.toString()));
        for (String program : programs) {
            for (String place :
                    List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
                if (Files.exists(Path.of(place, program))) {
                    command.add(Path.of(place, program).toString());
                }
            }
        }
        command.addAll(List.of(
                "--",
                Cloud.REPOSITORY.resolve("carafe").toString(),
                "up",
                "--no-install",
                "--without",
                "vsphere",
                "--data-dir",
                folder.resolve("data").toString(),
                "--secure-port",
                Integer.toString(Ports.free()),
                "--kubelet-port",
                Integer.toString(Ports.free())));
        return Command.run(
                Duration.ofSeconds(60),
                Map.of(
                        "CARAFE_NO_BUILD",
                        "1",
                        "KUBECONFIG",
                        folder.resolve("kubeconfig").toString()),
                "",
                command);
    }
}
