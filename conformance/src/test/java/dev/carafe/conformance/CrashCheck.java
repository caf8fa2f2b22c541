package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.CrashMachine.Shape;
import dev.carafe.conformance.QemuProcesses.Running;
import dev.carafe.conformance.VirtualMachineLook.Seen;
import dev.carafe.vsphere.client.ConnectionException;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.task.TaskHistory;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold after a crash, seen from outside. When it was looked at, what each worker was at is settled.
 *
 * @param events what was told before, over all crashes
 */
record CrashCheck(CrashCloud cloud, CrashPlaces places, List<CrashWorker> workers, CrashEvents events) {
    private static final Duration MOST = Duration.ofMinutes(2);
    /** In these it was decided who has a machine; one may stay until the machine goes, and does for a minute where it did not come. */
    private static final Pattern OF_A_MOVE =
            Pattern.compile(".*/\\..*\\.move-[0-9a-f]{32}(\\.(arriving|departing)\\.settled)?");

    /** What vCenter shows, and each host, by the machines' names. */
    private record Shown(Map<String, Seen> above, List<Map<String, Seen>> below) {
        /** What hosts have; of a machine that two have, one. */
        Map<String, Seen> onHosts() {
            Map<String, Seen> all = new TreeMap<>();
            below.forEach(all::putAll);
            return all;
        }
    }

    /** @param atCrash what ran when somebody had been killed and nobody was started again */
    void run(List<Running> atCrash) throws Exception {
        List<VSphereClient> hosts = new ArrayList<>();
        try (VSphereClient vcenter = cloud.vcenterClient()) {
            for (int number = 0; number < cloud.hosts(); number++) {
                hosts.add(cloud.hostClient(number));
            }
            run(vcenter, hosts, atCrash);
        } finally {
            hosts.forEach(VSphereClient::close);
        }
    }

    private void run(VSphereClient vcenter, List<VSphereClient> hosts, List<Running> atCrash) throws Exception {
        for (ManagedObjectReference<HostSystem> host : places.hosts()) {
            Await.until(
                    host + " to be connected",
                    MOST,
                    () -> ask(() -> new PropertyReader(vcenter)
                            .read(host, List.of("runtime.connectionState"))
                            .values()),
                    values -> values.get("runtime.connectionState") == HostSystemConnectionState.CONNECTED);
        }
        for (VSphereClient host : hosts) {
            Await.until("a host's tasks to end", MOST, () -> ask(() -> notEnded(host)), List::isEmpty);
        }
        Await.until("vCenter's tasks to end", MOST, () -> ask(() -> notEnded(vcenter)), List::isEmpty);
        Shown shown = Await.until(
                "vCenter to show what its hosts have, each machine on one",
                MOST,
                () -> ask(() -> shown(vcenter, hosts)),
                this::agree);
        for (CrashWorker worker : workers) {
            new CrashSettling(vcenter, shown.above()).settle(worker);
        }
        Map<String, CrashMachine> expected = expected();
        Map<String, Shape> shapes = new TreeMap<>();
        expected.forEach((name, machine) -> shapes.put(name, machine.shape()));
        Map<String, Shape> there = new TreeMap<>();
        shown.above().forEach((name, seen) -> there.put(name, seen.shape()));
        assertThat(there).as("what was acknowledged").isEqualTo(shapes);
        for (CrashMachine machine : expected.values()) {
            assertThat(requireNonNull(shown.above().get(machine.shape().name())).id())
                    .as("the id of %s", machine)
                    .isEqualTo(machine.id());
        }
        assertThat(shown.above().values())
                .allSatisfy(each -> assertThat(each.connection()).isEqualTo(VirtualMachineConnectionState.CONNECTED));
        checkProcesses(shown.onHosts(), atCrash);
        checkFolders(shown.onHosts());
        assertThat(new MachineFiles(hosts, cloud.datastore()).unnamed())
                .as("files that nothing names")
                .allMatch(OF_A_MOVE.asMatchPredicate());
        checkEvents(vcenter, hosts);
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
                .query(TaskFilterSpec.builder().build(), CrashSettling.TASKS_MAX).stream()
                        .filter(task -> task.state() != TaskInfoState.SUCCESS && task.state() != TaskInfoState.ERROR)
                        .map(task -> task.key() + " " + task.descriptionId() + " " + task.state())
                        .toList();
    }

    private static Shown shown(VSphereClient vcenter, List<VSphereClient> hosts)
            throws IOException, InterruptedException {
        List<Map<String, Seen>> below = new ArrayList<>();
        for (VSphereClient host : hosts) {
            below.add(new VirtualMachineLook(host).all());
        }
        return new Shown(new VirtualMachineLook(vcenter).all(), below);
    }

    /** Whether vCenter shows all machines where they are and as they are; each server has folders of its own. */
    private boolean agree(Shown shown) {
        int count = 0;
        for (int number = 0; number < shown.below().size(); number++) {
            String host = places.hosts().get(number).value();
            for (Seen seen : shown.below().get(number).values()) {
                Seen twin = shown.above().get(seen.shape().name());
                if (twin == null
                        || !twin.shape().host().equals(host)
                        || !twin.file().equals(seen.file())
                        || !twin.shape().withoutPlace().equals(seen.shape().withoutPlace())) {
                    return false;
                }
                count++;
            }
        }
        return count == shown.above().size();
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

    /** Machines that are on have one process each, none else has one, and those that nobody touched have the one they had. */
    private void checkProcesses(Map<String, Seen> onHosts, List<Running> atCrash) throws IOException {
        List<String> on = onHosts.values().stream()
                .filter(each -> each.shape().power() == VirtualMachinePowerState.POWERED_ON)
                .map(Seen::uuid)
                .sorted()
                .toList();
        List<Running> now = Await.until(
                "one process for each machine that is on, "
                        + on, // a host waits a minute for a machine that does not come
                MOST,
                () -> ask(() -> QemuProcesses.below(cloud.folder())),
                all -> all.stream().map(Running::uuid).sorted().toList().equals(on));
        Set<String> moved = uuids(onHosts, workers.stream().filter(CrashWorker::moved));
        List<Running> settled = atCrash.stream()
                .filter(each -> !moved.contains(each.uuid())) // both ends of a move have the files open, one writes
                .toList();
        assertThat(QemuProcesses.writtenByMany(settled))
                .as("disks with two owners")
                .isEmpty();
        assertThat(QemuProcesses.writtenByMany(now)).as("disks with two owners").isEmpty();
        Set<Long> pids = now.stream().map(Running::pid).collect(Collectors.toSet());
        Set<String> touched = uuids(onHosts, workers.stream());
        for (Running before : atCrash) {
            boolean isThere =
                    onHosts.values().stream().anyMatch(each -> each.uuid().equals(before.uuid()));
            if (isThere && !touched.contains(before.uuid())) {
                assertThat(pids).as("the machine %s runs on", before).contains(before.pid());
            }
        }
    }

    /** The identifiers of the machines that workers were at. */
    private static Set<String> uuids(Map<String, Seen> onHosts, Stream<CrashWorker> workers) {
        return workers.map(worker -> onHosts.get(worker.touched()))
                .flatMap(Stream::ofNullable)
                .map(Seen::uuid)
                .collect(Collectors.toSet());
    }

    /** Each folder of the datastore is some machine's. */
    private void checkFolders(Map<String, Seen> onHosts) throws IOException {
        Set<String> known = new HashSet<>();
        onHosts.values().forEach(each -> known.add(folderOf(each.file())));
        for (CrashWorker worker : workers) {
            worker.machines().stream()
                    .filter(each -> !each.registered())
                    .forEach(each -> known.add(folderOf(each.file())));
        }
        Set<String> there;
        try (Stream<Path> entries = Files.list(cloud.datastore())) {
            there = entries.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .collect(Collectors.toSet());
        }
        assertThat(there).as("folders of the datastore").isEqualTo(known);
    }

    private static String folderOf(String file) {
        return file.substring(file.indexOf(' ') + 1, file.lastIndexOf('/'));
    }

    private void checkEvents(VSphereClient vcenter, List<VSphereClient> hosts)
            throws IOException, InterruptedException {
        events.check("vCenter", vcenter);
        Map<String, Long> told = new TreeMap<>();
        for (int number = 0; number < hosts.size(); number++) {
            events.check("host " + number, hosts.get(number));
            CrashEvents.ofMachines(hosts.get(number)).forEach((event, times) -> told.merge(event, times, Long::sum));
        }
        Await.until(
                "vCenter to tell each event of its hosts' machines once: " + told,
                MOST,
                () -> ask(() -> CrashEvents.ofMachines(vcenter)),
                all -> told.entrySet().stream().allMatch(each -> each.getValue().equals(all.get(each.getKey()))));
        Map<String, Integer> moves = new TreeMap<>();
        workers.forEach(worker -> moves.putAll(worker.liveMoves()));
        Await.until(
                "vCenter to tell each move of a machine that is on once: " + moves,
                MOST,
                () -> ask(() -> CrashEvents.liveMoves(vcenter)),
                moves::equals);
    }
}
