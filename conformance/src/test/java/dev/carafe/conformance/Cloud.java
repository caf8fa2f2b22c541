package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A cloud that {@code ./carafe up} started, in a data directory and on ports of its own. */
final class Cloud implements AutoCloseable {
    static final Path REPOSITORY = repository();
    static final Path KUBECTL = REPOSITORY.resolve("conformance/target/tools/kubectl");
    private static final Duration UP_MAX = Duration.ofMinutes(5);

    private final Path directory;
    private final Kubectl kubectl;
    private final List<String> upArguments;
    private final Set<String> foundBefore = Leftovers.now();

    private Cloud(Path directory, List<String> upArguments) {
        this.directory = directory;
        this.upArguments = upArguments;
        this.kubectl = new Kubectl(KUBECTL, directory.resolve("kubeconfig"));
    }

    /** Starts a cloud without virtual machines; skips the calling test where the machine cannot run one. */
    static Cloud up() {
        return up(List.of("--without", "vsphere"), List.of("containerd", "runc", "nft", "ip", "conntrack"));
    }

    /** Starts a cloud with a host for virtual machines and a vCenter; skips the calling test likewise. */
    static Cloud upWithVSphere() {
        return up(
                List.of(
                        "--vcenter-port",
                        Integer.toString(Ports.free()),
                        "--esxi-port",
                        Integer.toString(Ports.free())),
                List.of("containerd", "runc", "nft", "ip", "conntrack", "qemu-system-x86_64", "dnsmasq"));
    }

    /** Starts a cloud with several hosts, each with an address of its own, and a vCenter; skips the calling test likewise. */
    static Cloud upWithHosts(int hosts) {
        return up(
                List.of("--vcenter-port", Integer.toString(Ports.free()), "--hosts", Integer.toString(hosts)),
                List.of("containerd", "runc", "nft", "ip", "conntrack", "qemu-system-x86_64", "dnsmasq"));
    }

    private static Cloud up(List<String> more, List<String> programs) {
        assumeThat(System.getProperty("user.name"))
                .as("a node with real containers needs root")
                .isEqualTo("root");
        assumeThat(KUBECTL).as("kubectl was not fetched; ./carafe test does it").isExecutable();
        for (String program : programs) {
            assumeThat(onPath(program))
                    .as(program + " is not installed; ./carafe test does it")
                    .isTrue();
        }
        try {
            Path directory = Files.createTempDirectory("carafe-conformance");
            List<String> arguments = new ArrayList<>(List.of(
                    "--secure-port", Integer.toString(Ports.free()),
                    "--kubelet-port", Integer.toString(Ports.free()),
                    "--cluster-cidr", "10.213.0.0/16",
                    "--service-cidr", "10.113.0.0/16",
                    "--node-name", "conformance"));
            arguments.addAll(more);
            Cloud cloud = new Cloud(directory, arguments);
            Command.Result started = cloud.start();
            if (started.status() != 0) {
                cloud.carafe("reset", "--yes"); // a later test looks whether any cloud has left something
            }
            started.orFail();
            return cloud;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ./carafe up}, again after a stop or a crash. */
    Command.Result start() {
        return carafe("up", upArguments);
    }

    /** {@code ./carafe COMMAND} for this cloud. */
    Command.Result carafe(String command, String... arguments) {
        return carafe(command, List.of(arguments));
    }

    /** {@code ./carafe vcenter WORDS} for this cloud. */
    Command.Result vcenter(String... words) {
        List<String> all = new ArrayList<>(List.of("vcenter"));
        all.addAll(List.of(words));
        all.addAll(List.of("--data-dir", dataDirectory().toString()));
        return launch(all);
    }

    private Command.Result carafe(String command, List<String> arguments) {
        List<String> words =
                new ArrayList<>(List.of(command, "--data-dir", dataDirectory().toString()));
        words.addAll(arguments);
        return launch(words);
    }

    private Command.Result launch(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(REPOSITORY.resolve("carafe").toString());
        words.addAll(arguments);
        return Command.run(
                UP_MAX, Map.of("KUBECONFIG", kubectl.kubeconfig().toString(), "CARAFE_NO_BUILD", "1"), "", words);
    }

    /** Kills the process that runs the cloud, which has no time to end anything. */
    void kill() {
        String status = carafe("status", "-o", "json").out(); // well or not
        Matcher pid = Pattern.compile("\"pid\": ?([0-9]+)").matcher(status);
        if (!pid.find()) {
            throw new AssertionError(status);
        }
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /**
     * The real govc, speaking to the cloud's vCenter as {@code ./carafe env} says.
     *
     * @param home where govc keeps its session
     */
    Govc govc(Path home) {
        Struct env = environment();
        return new Govc(text(env, "GOVC_URL"), text(env, "GOVC_USERNAME"), text(env, "GOVC_PASSWORD"), home);
    }

    /** Our client with a session of the vCenter's administrator, as {@code ./carafe env} says. */
    VSphereClient client() throws IOException, InterruptedException {
        Struct env = environment();
        VSphereClient client = VSphereClient.connect(
                ConnectionConfig.of(text(env, "GOVC_URL"), new Trust.CaFile(Path.of(text(env, "GOVC_TLS_CA_CERTS")))));
        client.login(text(env, "GOVC_USERNAME"), text(env, "GOVC_PASSWORD"));
        return client;
    }

    private Struct environment() {
        String env = carafe("env", "-o", "json").orFail();
        try {
            return Json.decodeStruct(env.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new AssertionError(env, e);
        }
    }

    private static String text(Struct json, String name) {
        return Objects.requireNonNull(json.string(name), name);
    }

    /** What a cloud could have made, but was there before this one. */
    Set<String> foundBefore() {
        return foundBefore;
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    Kubectl kubectl() {
        return kubectl;
    }

    /** Removes the cloud and all that it left. */
    @Override
    public void close() {
        Command.Result reset = carafe("reset", "--yes");
        deleteTree(directory);
        reset.orFail();
    }

    static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("carafe"))) {
            folder = java.util.Objects.requireNonNull(folder.getParent(), "not below the repository");
        }
        return folder;
    }
}
