package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VmMigratedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./carafe up --hosts 2}, as govc sees it through the vCenter. One guest is booted for all tests. */
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralHostsTest {
    private static final Duration REACTION_MAX = Duration.ofMinutes(2);
    private static final String CLUSTER = "/Datacenter/host/Cluster/";

    @TempDir
    private static Path home;

    private static Cloud cloud;
    private static Govc govc;

    @BeforeAll
    static void start() throws Exception {
        TestGuest.assumeGovcAndGuest();
        cloud = Cloud.upWithHosts(2);
        govc = cloud.govc(home);
    }

    @AfterAll
    static void removeAll() {
        if (cloud != null) {
            cloud.close();
        }
    }

    private static String host(int number) {
        String first =
                govc.ok("find", "/", "-type", "h").lines().sorted().toList().get(number - 1);
        return first.substring(CLUSTER.length());
    }

    @Test
    @Order(1)
    void theVCenterOwnsBothHostsAndShowsWhatTheyShareOnce() {
        assertThat(govc.ok("find", "/", "-type", "h").lines()).hasSize(2).allMatch(path -> path.startsWith(CLUSTER));
        assertThat(govc.ok("find", "/", "-type", "s").lines())
                .containsExactlyInAnyOrder(
                        "/Datacenter/datastore/shared",
                        "/Datacenter/datastore/datastore1",
                        "/Datacenter/datastore/datastore1 (1)");
        assertThat(govc.ok("find", "/", "-type", "n").lines()).containsExactly("/Datacenter/network/VM Network");
        assertThat(govc.ok("object.collect", "-s", "/Datacenter/datastore/shared", "summary.multipleHostAccess"))
                .isEqualTo("true\n");
        assertThat(cloud.carafe("status").orFail()).contains("esxi-1", "esxi-2", "vcenter");
    }

    @Test
    @Order(2)
    void aGuestKeepsItsAddressOnTheOtherHost() {
        govc.ok("import.ova", "-name=guest", "-ds=shared", "-host=" + CLUSTER + host(1), GuestImageTest.OVA.toString());
        govc.ok("vm.power", "-on", "guest");
        String address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
        assertThat(Command.run("busybox", "ping", "-c", "1", "-W", "5", address).orFail())
                .contains(address);

        govc.ok("vm.power", "-off", "guest");
        govc.ok("vm.migrate", "-host", CLUSTER + host(2), "guest");
        assertThat(govc.ok("vm.info", "guest")).containsPattern("Host: +" + host(2).replace(".", "\\."));
        govc.ok("vm.power", "-on", "guest");
        assertThat(govc.ok("vm.ip", "-wait", "4m", "guest").strip()).isEqualTo(address);
    }

    @Test
    @Order(3)
    void aGuestThatRunsAndIsBusyMovesWithItsConnectionsAndItsMemory() throws Exception {
        String address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
        inGuest("guest.start", "nc -ll -p 7000 -e cat");
        inGuest(
                "guest.start",
                "dd if=/dev/urandom of=/dev/shm/a bs=1M count=20; while :; do cp /dev/shm/a /dev/shm/b; "
                        + "md5sum < /dev/shm/b >> /dev/shm/sums; done");
        Await.until(
                "the guest to be busy",
                REACTION_MAX,
                () -> govc.run(words("guest.run", "wc -l < /dev/shm/sums"))
                        .out()
                        .strip(),
                count -> count.matches("[1-9][0-9]*"));
        try (EchoConnection connection = EchoConnection.open(address, 7000)) {
            for (int target : new int[] {1, 2, 1}) {
                long before = connection.roundTrips();
                govc.ok("vm.migrate", "-host", CLUSTER + host(target), "guest");
                assertThat(govc.ok("vm.info", "guest"))
                        .containsPattern("Host: +" + host(target).replace(".", "\\."))
                        .containsPattern("Power state: +poweredOn");
                Await.until(
                        "the connection to be of use on the other host",
                        REACTION_MAX,
                        connection::roundTrips,
                        now -> now > before + 100);
            }
        }
        assertThat(inGuest("guest.run", "sort -u /dev/shm/sums").lines())
                .as("each copy of the same memory is the same")
                .hasSize(1);
        assertThat(govc.ok("events", "-n", "100"))
                .containsPattern("Migration of virtual machine guest .* stood still for [0-9]+ ms");
        assertThat(govc.ok("vm.ip", "guest").strip()).isEqualTo(address);
    }

    private static String inGuest(String command, String script) {
        return govc.ok(words(command, script));
    }

    private static String[] words(String command, String script) {
        return new String[] {command, "-l", "root:carafe", "-vm", "guest", "/bin/sh", "-c '" + script + "'"};
    }

    @Test
    @Order(4)
    void ourClientMovesAGuestThatRunsToo() throws Exception {
        String address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
        try (VSphereClient client = cloud.client();
                EchoConnection connection = EchoConnection.open(address, 7000)) {
            Finder finder = new Finder(client);
            ManagedObjectReference<VirtualMachine> guest = finder.find(
                            Finder.Kind.VIRTUAL_MACHINE, "/Datacenter/vm/guest")
                    .as();
            ManagedObjectReference<HostSystem> before = hostOf(client, guest);
            ManagedObjectReference<HostSystem> other =
                    finder.list(Finder.Kind.HOST_SYSTEM, "/Datacenter/host/Cluster").stream()
                            .map(Finder.Element::<HostSystem>as)
                            .filter(host -> !host.equals(before))
                            .findFirst()
                            .orElseThrow();
            long trips = connection.roundTrips();
            new VirtualMachines(client).migrate(guest, other);
            assertThat(hostOf(client, guest)).isEqualTo(other);
            assertThat(new VirtualMachines(client).powerState(guest)).isEqualTo(VirtualMachinePowerState.POWERED_ON);
            Await.until(
                    "the connection to be of use on the other host",
                    REACTION_MAX,
                    connection::roundTrips,
                    now -> now > trips + 100);
            assertThat(new Events(client).query(Events.about(guest), 1_000))
                    .filteredOn(VmMigratedEvent.class::isInstance)
                    .last()
                    .isInstanceOfSatisfying(VmMigratedEvent.class, moved -> {
                        assertThat(moved.sourceHost().host()).isEqualTo(before);
                        assertThat(Objects.requireNonNull(moved.host()).host()).isEqualTo(other);
                    });
            client.logout();
        }
    }

    private static ManagedObjectReference<HostSystem> hostOf(
            VSphereClient client, ManagedObjectReference<VirtualMachine> machine) throws Exception {
        ManagedObjectReference<HostSystem> host = new PropertyReader(client)
                .read(machine, List.of("runtime.host"))
                .reference("runtime.host");
        return Objects.requireNonNull(host);
    }

    @Test
    @Order(5)
    void aMoveWhoseHostsAgentIsKilledLeavesTheGuestRunningOnOneHost() throws Exception {
        String address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
        try (EchoConnection connection = EchoConnection.open(address, 7000)) {
            for (int killed : new int[] {1, 2}) {
                String target = otherHost();
                FutureTask<Command.Result> move = startMove(target);
                awaitMove(move);
                kill(killed);
                move.get();
                connected();
                long before = connection.roundTrips();
                Await.until(
                        "the guest to answer by the same connection",
                        REACTION_MAX,
                        connection::roundTrips,
                        now -> now > before + 100);
                assertThat(govc.ok("find", "/", "-type", "m")).isEqualTo("/Datacenter/vm/guest\n");
                Await.until(
                        "the guest to be shown running",
                        REACTION_MAX,
                        () -> govc.ok("object.collect", "-s", "/Datacenter/vm/guest", "runtime.powerState"),
                        "poweredOn\n"::equals);
            }
        }
    }

    /** The host on which the guest is not. */
    private static String otherHost() {
        String line = govc.ok("vm.info", "guest")
                .lines()
                .map(String::strip)
                .filter(each -> each.startsWith("Host:"))
                .findFirst()
                .orElseThrow();
        // Compared whole: the guest's own address, and host 20's, begin like host 2's.
        return line.substring("Host:".length()).strip().equals(host(1)) ? host(2) : host(1);
    }

    /** Kills the agent of a host; the cloud starts another. */
    private static void kill(int number) {
        String folder = cloud.dataDirectory()
                .resolve("hosts")
                .resolve(Integer.toString(number))
                .toString();
        List<ProcessHandle> agents = ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(folder))
                .toList();
        assertThat(agents).as("the agent of host " + number).hasSize(1);
        agents.getFirst().destroyForcibly();
        agents.getFirst().onExit().join();
    }

    /** Memory is on its way for as long as a socket for it is there; a move that ends unseen says how it ended. */
    private static void awaitMove(FutureTask<Command.Result> move) {
        Await.until(
                "the move to begin",
                REACTION_MAX,
                () -> {
                    boolean ended = move.isDone();
                    return !Command.run("sh", "-c", "ls " + cloud.dataDirectory() + "/hosts/*/esxi/run/*/move.sock")
                                    .out()
                                    .isBlank()
                            ? "begun"
                            : ended ? "ended unseen: " + move.resultNow() : "not yet";
                },
                seen -> {
                    assertThat(seen).doesNotStartWith("ended");
                    return seen.equals("begun");
                });
    }

    private static FutureTask<Command.Result> startMove(String target) {
        FutureTask<Command.Result> move =
                new FutureTask<>(() -> govc.run("vm.migrate", "-host", CLUSTER + target, "guest"));
        Thread.ofVirtual().start(move);
        return move;
    }

    private static void connected() {
        Await.until(
                "both hosts to be connected",
                REACTION_MAX,
                () -> govc.ok("find", "/", "-type", "h", "-runtime.connectionState", "connected"),
                hosts -> hosts.lines().count() == 2);
    }

    @Test
    @Order(6)
    void aCloudThatWasKilledInTheMiddleOfAMoveFindsItsHostsAndTheGuestRunning() throws Exception {
        String address = govc.ok("vm.ip", "-wait", "4m", "guest").strip();
        String id = govc.ok("ls", "-i", "/Datacenter/vm");
        String target = otherHost();
        try (EchoConnection connection = EchoConnection.open(address, 7000)) {
            FutureTask<Command.Result> move = startMove(target);
            awaitMove(move);
            cloud.kill();
            move.get();
            cloud.start().orFail();
            connected();
            long before = connection.roundTrips();
            Await.until(
                    "the guest to answer by the same connection",
                    REACTION_MAX,
                    connection::roundTrips,
                    now -> now > before + 100);
        }
        assertThat(govc.ok("ls", "-i", "/Datacenter/vm")).as("the same id").isEqualTo(id);
        assertThat(govc.ok("object.collect", "-s", "/Datacenter/vm/guest", "runtime.powerState"))
                .isEqualTo("poweredOn\n");
    }

    @Test
    @Order(7)
    void aResetLeavesNothing() {
        cloud.carafe("reset", "--yes").orFail();
        Set<String> left = Leftovers.now();
        left.removeAll(cloud.foundBefore());
        assertThat(left).isEmpty();
        assertThat(Files.exists(cloud.dataDirectory())).isFalse();
    }
}
