package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.conformance.CrashMachine.Shape;
import dev.carafe.conformance.QemuProcesses.Running;
import dev.carafe.conformance.VirtualMachineLook.Seen;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.ConnectionException;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.client.task.TaskHistory;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VmEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the host agent, the vCenter or both at random moments of a loop of operations, again and again, and looks from
 * outside at what is there after: {@code -Dcarafe.crash.seconds=3600} lets it go on for longer, {@code -Dcarafe.crash.seed=N}
 * has it draw the same numbers again.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // a backstop for long runs
class VSphereCrashTest {
    private static final String ADMINISTRATOR = "administrator@vsphere.local";
    private static final String PASSWORD = "only-for-tests";
    private static final Duration MOST = Duration.ofMinutes(2);
    private static final int WORKERS = 2;
    private static final int TASKS_MAX = 100_000;
    /** Of more than these the oldest may have been forgotten. */
    private static final int EVENTS_MAX = 10_000;

    /** Who is killed. */
    private enum Victim {
        HOST,
        VCENTER,
        BOTH
    }

    @TempDir
    Path folder = Path.of("");

    private final long seed = Long.getLong("carafe.crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<CrashWorker> workers = new ArrayList<>();
    private @Nullable KilledPart host;
    private @Nullable KilledPart vcenter;
    private int hostPort;
    private int vcenterPort;
    private List<String> hostEvents = List.of();
    private List<String> vcenterEvents = List.of();
    private int hostStarts = 1;
    private int vcenterStarts = 1;

    @BeforeEach
    void start() throws Exception {
        assumeThat(Cloud.onPath("qemu-system-x86_64"))
                .as("qemu-system-x86_64 is not installed")
                .isTrue();
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        hostPort = Ports.free();
        vcenterPort = Ports.free();
        host = KilledPart.start(
                "esxi", folder.resolve("esxi.log"), arguments("esxi", hostPort, password, "--without-network"));
        vcenter =
                KilledPart.start("vcenter", folder.resolve("vcenter.log"), arguments("vcenter", vcenterPort, password));
        try (VSphereClient client = vcenterClient()) {
            CrashPlaces places = CrashPlaces.make(
                    client,
                    HostConnectSpec.builder()
                            .hostName("127.0.0.1")
                            .port(hostPort)
                            .userName("root")
                            .password(PASSWORD)
                            .sslThumbprint(thumbprint())
                            .force(false)
                            .build(),
                    Files.createDirectory(folder.resolve("packages")));
            for (int worker = 0; worker < WORKERS; worker++) {
                workers.add(new CrashWorker("w" + worker, random.nextLong(), places));
            }
        }
    }

    private List<String> arguments(String part, int port, Path password, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                part,
                "--data-dir",
                data().toString(),
                "--address",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--name",
                part + "-under-test",
                "--password-file",
                password.toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private String thumbprint() throws Exception {
        try (var in = Files.newInputStream(data().resolve("esxi/host.crt"))) {
            return Thumbprint.sha1((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .toString();
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (vcenter != null) {
            vcenter.close();
        }
        if (host != null) {
            host.close();
        }
        for (Running left : QemuProcesses.below(data())) {
            ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private VSphereClient vcenterClient() throws IOException, InterruptedException {
        VSphereClient client =
                VSphereClient.connect(ConnectionConfig.of("127.0.0.1:" + vcenterPort, new Trust.Anything()));
        client.login(ADMINISTRATOR, PASSWORD);
        return client;
    }

    private VSphereClient hostClient() throws IOException, InterruptedException {
        VSphereClient client =
                VSphereClient.connect(ConnectionConfig.of("127.0.0.1:" + hostPort, new Trust.Anything()));
        client.login("root", PASSWORD);
        return client;
    }

    @Test
    void whatWasAcknowledgedIsThereAndNothingIsHalfDone() throws Exception {
        long endNs = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("carafe.crash.seconds", 75)).toNanos();
        int round = 0;
        try {
            do {
                round++;
                round();
            } while (System.nanoTime() < endNs);
        } catch (AssertionError | Exception e) {
            throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage() + "\n" + told(), e);
        }
        System.out.println("VSphereCrashTest: " + round + " rounds, host killed " + (hostStarts - 1)
                + " times, vCenter " + (vcenterStarts - 1) + " times, "
                + workers.stream().mapToInt(CrashWorker::done).sum() + " operations, seed " + seed);
    }

    /** What led to a failure. */
    private String told() {
        return workers.stream()
                .map(worker -> worker + ":\n  " + String.join("\n  ", last(worker.history())))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> last(List<String> all) {
        return all.subList(Math.max(0, all.size() - 25), all.size());
    }

    private void round() throws Exception {
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        List<Thread> threads = new ArrayList<>();
        List<Throwable> broken = new ArrayList<>();
        List<VSphereClient> clients = new ArrayList<>();
        List<Running> atCrash;
        try {
            for (CrashWorker worker : workers) {
                VSphereClient client = vcenterClient();
                clients.add(client);
                worker.history().add("-- until " + victim + " is killed");
                threads.add(Thread.ofPlatform().name(worker.toString()).start(() -> {
                    try {
                        worker.run(client);
                    } catch (Throwable e) {
                        synchronized (broken) {
                            broken.add(e);
                        }
                    }
                }));
            }
            threads.getFirst()
                    .join(Duration.ofMillis(100 + random.nextInt(5_000))); // the moment of the crash, not a wait
            for (Thread thread : threads) {
                assertThat(thread.isAlive())
                        .as("operations go well while nobody is killed: %s", broken)
                        .isTrue();
            }
            workers.forEach(CrashWorker::end);
            if (victim == Victim.VCENTER && workers.stream().anyMatch(CrashWorker::isImporting)) {
                victim = Victim.BOTH; // a host keeps for minutes what is being sent to it when vCenter alone goes away
            }
            kill(victim);
            atCrash = QemuProcesses.below(data());
            restart(victim);
            for (Thread thread : threads) {
                assertThat(thread.join(MOST))
                        .as("%s is told an outcome", thread)
                        .isTrue();
            }
        } finally {
            clients.forEach(VSphereClient::close);
        }
        assertThat(broken).isEmpty();
        check(victim, atCrash);
    }

    private void kill(Victim victim) {
        if (victim != Victim.VCENTER) {
            requireNonNull(host).kill();
        }
        if (victim != Victim.HOST) {
            requireNonNull(vcenter).kill();
        }
    }

    private void restart(Victim victim) {
        if (victim != Victim.VCENTER) {
            requireNonNull(host).restart();
            hostStarts++;
        }
        if (victim != Victim.HOST) {
            requireNonNull(vcenter).restart();
            vcenterStarts++;
        }
        requireNonNull(host).awaitServing(hostStarts);
        requireNonNull(vcenter).awaitServing(vcenterStarts);
    }

    private void check(Victim victim, List<Running> atCrash) throws Exception {
        try (VSphereClient above = vcenterClient();
                VSphereClient below = hostClient()) {
            CrashPlaces places = workers.getFirst().places();
            Await.until(
                    "the host to be connected",
                    MOST,
                    () -> ask(() -> new PropertyReader(above)
                            .read(places.host(), List.of("runtime.connectionState"))
                            .values()),
                    values -> values.get("runtime.connectionState") == HostSystemConnectionState.CONNECTED);
            Await.until("the host's tasks to end", MOST, () -> ask(() -> notEnded(below)), List::isEmpty);
            Await.until("vCenter's tasks to end", MOST, () -> ask(() -> notEnded(above)), List::isEmpty);
            Map<String, Seen> onHost = new VirtualMachineLook(below).all();
            Map<String, Seen> seen = Await.until(
                    "vCenter to show what its host has: " + onHost,
                    MOST,
                    () -> ask(() -> new VirtualMachineLook(above).all()),
                    all -> same(all, onHost));
            for (CrashWorker worker : workers) {
                settle(worker, seen, above);
            }
            Map<String, CrashMachine> expected = expected();
            assertThat(shapes(seen)).as("what was acknowledged").isEqualTo(shapesOf(expected));
            for (CrashMachine machine : expected.values()) {
                assertThat(requireNonNull(seen.get(machine.shape().name())).id())
                        .as("the id of %s", machine)
                        .isEqualTo(machine.id());
            }
            assertThat(seen.values())
                    .allSatisfy(
                            each -> assertThat(each.connection()).isEqualTo(VirtualMachineConnectionState.CONNECTED));
            checkProcesses(onHost, atCrash, victim);
            checkFiles(onHost);
            checkNamed(below);
            hostEvents = checkEvents(below, hostEvents);
            vcenterEvents = checkEvents(above, vcenterEvents);
            Map<String, Long> told = vmEvents(below);
            Await.until(
                    "vCenter to tell each event of its host's machines once: " + told,
                    MOST,
                    () -> ask(() -> vmEvents(above)),
                    all -> told.entrySet().stream()
                            .allMatch(each -> each.getValue().equals(all.get(each.getKey()))));
        }
    }

    /** Events that were told are told still, by their keys and texts; returns all. */
    private static List<String> checkEvents(VSphereClient client, List<String> before)
            throws IOException, InterruptedException {
        List<String> now = new Events(client)
                .query(EventFilterSpec.builder().build(), EVENTS_MAX).stream()
                        .map(event -> event.key() + " " + event.fullFormattedMessage())
                        .toList();
        assertThat(now.subList(0, Math.min(now.size(), before.size())))
                .as("events that were told")
                .isEqualTo(before);
        return now;
    }

    /** How often each event about a machine is told, by its type and the instant at which the host made it. */
    private static Map<String, Long> vmEvents(VSphereClient client) throws IOException, InterruptedException {
        return new Events(client)
                .query(EventFilterSpec.builder().build(), EVENTS_MAX).stream()
                        .filter(VmEvent.class::isInstance)
                        .collect(Collectors.groupingBy(
                                event -> event.dataType().wsdlName() + " " + event.createdTime(),
                                Collectors.counting()));
    }

    /** What is asked of a server. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (ConnectionException e) {
            throw new AssertionError("a server that is not killed answers", e);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> notEnded(VSphereClient client) throws IOException, InterruptedException {
        return new TaskHistory(client)
                .query(TaskFilterSpec.builder().build(), TASKS_MAX).stream()
                        .filter(task -> task.state() != TaskInfoState.SUCCESS && task.state() != TaskInfoState.ERROR)
                        .map(task -> task.key() + " " + task.descriptionId() + " " + task.state())
                        .toList();
    }

    /** Whether two servers show the same machines; each has folders of its own. */
    private static boolean same(Map<String, Seen> one, Map<String, Seen> other) {
        return one.keySet().equals(other.keySet())
                && one.values().stream().allMatch(each -> {
                    Seen twin = requireNonNull(other.get(each.shape().name()));
                    return withoutFolder(each).equals(withoutFolder(twin))
                            && each.file().equals(twin.file());
                });
    }

    private static Shape withoutFolder(Seen seen) {
        Shape shape = seen.shape();
        return new Shape(shape.name(), "", shape.power(), shape.template(), shape.disks(), shape.snapshots());
    }

    /** Finds out what became of the operation that was at work when somebody was killed. */
    private static void settle(CrashWorker worker, Map<String, Seen> seen, VSphereClient above)
            throws IOException, InterruptedException {
        CrashWorker.Doing doing = worker.doing();
        if (doing == null) {
            return;
        }
        TaskInfo task = worker.task() == null
                ? null
                : task(above, requireNonNull(worker.task()).value());
        if (worker.task() != null) {
            assertThat(task).as("the task of %s is not lost", doing).isNotNull();
            if (requireNonNull(task).state() == TaskInfoState.ERROR) {
                assertThat(requireNonNull(task.error()).localizedMessage())
                        .as("why %s failed", doing)
                        .isNotBlank();
            }
        }
        boolean well = task != null && task.state() == TaskInfoState.SUCCESS;
        List<@Nullable CrashMachine> outcomes = new ArrayList<>();
        outcomes.addAll(well ? doing.after().subList(0, 1) : doing.after());
        if (!well) {
            outcomes.add(doing.before());
        }
        for (CrashMachine outcome : outcomes) {
            if (isSeen(outcome, doing.before(), seen)) {
                worker.settle(outcome == null || !outcome.registered() ? outcome : found(outcome, seen));
                return;
            }
        }
        throw new AssertionError("What became of '" + doing + "', which failed with " + worker.why()
                + " and whose task says " + task + "? There are " + seen);
    }

    private static CrashMachine found(CrashMachine outcome, Map<String, Seen> seen) {
        Seen now = requireNonNull(seen.get(outcome.shape().name()));
        if (!outcome.id().isEmpty()) {
            assertThat(now.id()).as("the id of %s", outcome).isEqualTo(outcome.id());
        }
        return outcome.found(now.id(), now.file());
    }

    private static boolean isSeen(
            @Nullable CrashMachine outcome, @Nullable CrashMachine before, Map<String, Seen> seen) {
        if (outcome == null || !outcome.registered()) {
            return before == null
                    || seen.values().stream().noneMatch(each -> each.id().equals(before.id()));
        }
        Seen now = seen.get(outcome.shape().name());
        return now != null && now.shape().equals(outcome.shape());
    }

    private static @Nullable TaskInfo task(VSphereClient client, String key) throws IOException, InterruptedException {
        return new TaskHistory(client)
                .query(TaskFilterSpec.builder().build(), TASKS_MAX).stream()
                        .filter(each -> each.key().equals(key))
                        .findFirst()
                        .orElse(null);
    }

    private Map<String, CrashMachine> expected() {
        Map<String, CrashMachine> expected = new TreeMap<>();
        for (CrashWorker worker : workers) {
            for (CrashMachine machine : worker.machines()) {
                if (machine.registered()) {
                    expected.put(machine.shape().name(), machine);
                }
            }
        }
        return expected;
    }

    private static Map<String, Shape> shapes(Map<String, Seen> seen) {
        Map<String, Shape> shapes = new TreeMap<>();
        seen.forEach((name, each) -> shapes.put(name, each.shape()));
        return shapes;
    }

    private static Map<String, Shape> shapesOf(Map<String, CrashMachine> machines) {
        Map<String, Shape> shapes = new TreeMap<>();
        machines.forEach((name, each) -> shapes.put(name, each.shape()));
        return shapes;
    }

    /** Machines that are on have one process each, none else has one, and those that nobody touched have the one they had. */
    private void checkProcesses(Map<String, Seen> onHost, List<Running> atCrash, Victim victim) throws IOException {
        List<Running> now = QemuProcesses.below(data());
        List<String> on = onHost.values().stream()
                .filter(each -> each.shape().power() == VirtualMachinePowerState.POWERED_ON)
                .map(Seen::uuid)
                .sorted()
                .toList();
        assertThat(now.stream().map(Running::uuid).sorted())
                .as("one process for each machine that is on")
                .isEqualTo(on);
        assertThat(QemuProcesses.writtenByMany(now)).as("disks with two owners").isEmpty();
        assertThat(QemuProcesses.writtenByMany(atCrash))
                .as("disks with two owners")
                .isEmpty();
        Set<Long> pids = now.stream().map(Running::pid).collect(Collectors.toSet());
        Set<String> touched = new HashSet<>();
        for (CrashWorker worker : workers) {
            touched.add(worker.touched());
        }
        for (Running before : atCrash) {
            boolean wasTouched = onHost.values().stream()
                    .filter(each -> each.uuid().equals(before.uuid()))
                    .allMatch(each -> touched.contains(each.shape().name()));
            if (!wasTouched) {
                assertThat(pids)
                        .as("the machine %s runs on when %s is killed", before, victim)
                        .contains(before.pid());
            }
        }
    }

    /** Each folder of the datastore is some machine's. */
    private void checkFiles(Map<String, Seen> onHost) throws IOException {
        Set<String> known = new HashSet<>();
        onHost.values().forEach(each -> known.add(folderOf(each.file())));
        for (CrashWorker worker : workers) {
            worker.machines().stream()
                    .filter(each -> !each.registered())
                    .forEach(each -> known.add(folderOf(each.file())));
        }
        Set<String> there;
        try (Stream<Path> entries = Files.list(data().resolve("datastores/datastore1"))) {
            there = entries.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .collect(Collectors.toSet());
        }
        assertThat(there).as("folders of the datastore").isEqualTo(known);
    }

    /** Each file in the folder of a machine is named by it or by another, or is one that each machine may have. */
    private void checkNamed(VSphereClient below) throws IOException, InterruptedException {
        assertThat(new MachineFiles(below, data().resolve("datastores/datastore1")).unnamed())
                .as("files that nothing names")
                .isEmpty();
    }

    private static String folderOf(String file) {
        return file.substring(file.indexOf(' ') + 1, file.lastIndexOf('/'));
    }
}
