package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cloud of a user who is not root: all parts run, on a node that is simulated and says so. */
@Timeout(300)
class UnprivilegedTest {
    private static final String NOBODY = "65534";
    private static final Duration MOST = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private Path home;
    private Path launcher;
    private Kubectl kubectl;

    /** Root runs it as nobody, from a copy of the program in a place that nobody can read. */
    @BeforeEach
    void installForNobody() throws IOException {
        assumeThat(Cloud.KUBECTL)
                .as("kubectl was not fetched; ./carafe test does it")
                .isExecutable();
        home = Files.createDirectory(folder.resolve("home"));
        launcher = folder.resolve("program/carafe");
        kubectl = new Kubectl(Cloud.KUBECTL, home.resolve(".kube/config"));
        Path dist = Files.createDirectories(folder.resolve("program/cli/target/dist/1"));
        Path built = Path.of(Files.readString(Cloud.REPOSITORY.resolve("cli/target/dist/current"))
                .strip());
        Files.copy(Cloud.REPOSITORY.resolve("carafe"), launcher);
        Files.copy(built.resolve("carafe-cli.jar"), dist.resolve("carafe-cli.jar"));
        Files.createDirectory(dist.resolve("lib"));
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, dist.resolve("lib").resolve(jar.getFileName()));
            }
        }
        Files.writeString(folder.resolve("program/cli/target/dist/current"), dist + "\n");
        Files.createFile(folder.resolve("program/cli/target/build.stamp"));
        Command.run("chmod", "-R", "a+rX", folder.toString()).orFail();
        if (isRoot()) {
            Command.run("chown", NOBODY + ":" + NOBODY, home.toString()).orFail();
        }
    }

    @AfterEach
    void remove() {
        carafe("reset", "--yes");
    }

    @Test
    void everythingButContainersWorksWithoutRoot() {
        Command.Result up = carafe("up", "--secure-port", Integer.toString(Ports.free()));
        up.orFail();
        assertThat(up.out().lines().filter(line -> line.contains("root is missing")))
                .as(up.out())
                .singleElement()
                .asString()
                .startsWith("Its node is simulated and runs no containers: ")
                .contains("containerd", "network", "Service");
        assertThat(up.err()).isEmpty();
        assertThat(kubectl.ok("config", "current-context").strip()).isEqualTo("carafe");

        assertThat(kubectl.ok("get", "nodes", "--no-headers", "-o", "wide").lines())
                .singleElement()
                .asString()
                .matches(
                        "simulated-node +Ready +<none> .*v1[.]37[.]\\S*simulated .* simulated +simulated \\(\\w+\\) +simulated://.*");
        assertThat(kubectl.ok("describe", "node", "simulated-node")).contains("carafe.dev/simulated=true");
        String pods = podsOfADeployment();
        aJobEnds();

        Command.Result status = carafe("status");
        assertThat(status.status()).as(status.toString()).isZero();
        assertThat(status.out().lines().map(line -> line.split(" ", 2)[0]))
                .containsExactly(
                        "PART",
                        "etcd",
                        "kube-apiserver",
                        "kube-controller-manager",
                        "kube-scheduler",
                        "simulated-node",
                        "node");
        assertThat(carafe("up").orFail()).startsWith("It runs already: process ");

        assertThat(carafe("down").orFail().strip()).isEqualTo("Stopped.");
        assertThat(carafe("status").status()).isEqualTo(1);
        assertThat(carafe("down").orFail()).startsWith("Nothing runs from ");

        carafe("up").orFail();
        assertThat(pods()).isEqualTo(pods);
        kubectl.ok("scale", "deployment/web", "--replicas=4");
        kubectl.ok("rollout", "status", "deployment/web", "--timeout=60s");

        Command.Result reset = carafe("reset", "--yes");
        assertThat(reset.orFail()).startsWith("Removed the cloud in ");
        assertThat(reset.err()).isEmpty();
        assertThat(filesBelow(home)).containsExactly(kubectl.kubeconfig());
        assertThat(kubectl.ok("config", "get-contexts", "-o", "name")).isEmpty();
    }

    @Test
    void whatNeedsContainersSaysThatThereAreNone() {
        carafe("up", "--secure-port", Integer.toString(Ports.free())).orFail();

        Command.Result images = carafe("image", "ls");
        assertThat(images.status()).isEqualTo(1);
        assertThat(images.err()).startsWith("carafe: the node of ").contains("is simulated and holds no images");
    }

    private String podsOfADeployment() {
        kubectl.ok("create", "deployment", "web", "--image=carafe.local/busybox:1", "--replicas=3");
        kubectl.ok("rollout", "status", "deployment/web", "--timeout=60s");
        String pods = pods();
        assertThat(pods.lines()).hasSize(3).allMatch(line -> line.endsWith(" 0 Running"));
        return pods;
    }

    /** Name, address, restarts and phase of each pod of the deployment. */
    private String pods() {
        return kubectl.ok(
                "get",
                "pods",
                "-l",
                "app=web",
                "-o",
                "jsonpath={range .items[*]}{.metadata.name} {.status.podIP} "
                        + "{.status.containerStatuses[0].restartCount} {.status.phase}{\"\\n\"}{end}");
    }

    private void aJobEnds() {
        kubectl.ok("create", "job", "once", "--image=carafe.local/busybox:1", "--", "true");
        kubectl.ok("wait", "--for=condition=Complete", "job/once", "--timeout=60s");
    }

    private Command.Result carafe(String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs"));
        }
        command.addAll(List.of(
                "env",
                "-i",
                "HOME=" + home,
                "PATH=" + System.getenv("PATH"),
                "JAVA_HOME=" + System.getProperty("java.home"),
                "CARAFE_NO_BUILD=1",
                launcher.toString()));
        command.addAll(List.of(arguments));
        return Command.run(MOST, Map.of(), "", command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** All files but kubectl's own. */
    private static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/.kube/cache/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
