package dev.carafe.vsphere.esxi.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.network.NetworkException.Kind;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real bridges, rules and a real dnsmasq in a network namespace of the test's own; guests are namespaces behind taps' stand-ins. */
@Timeout(120)
class RealHostNetworkTest {
    private static final MacAddress MAC_A = Machines.mac("00:0c:29:00:00:0a");
    private static final MacAddress MAC_B = Machines.mac("00:0c:29:00:00:0b");

    @TempDir
    Path folder;

    private final List<Process> holders = new ArrayList<>();

    @BeforeEach
    void rootIsThere() throws IOException {
        Optional<String> refusal = KernelProbe.probe().refusal();
        assumeTrue(refusal.isEmpty(), () -> "needs root, ip and nft: " + refusal.orElse(""));
    }

    @AfterEach
    void end() throws Exception {
        for (String link : DhcpServer.linksIn(folder)) {
            new DhcpServer(folder, link, NetworkNamespace.ofThisProcess()).remove();
        }
        for (Process holder : holders.reversed()) {
            holder.destroyForcibly().waitFor();
        }
    }

    /** A network namespace that lives as long as the test. */
    private NetworkNamespace namespace() throws Exception {
        Process holder = new ProcessBuilder("unshare", "-n", "sh", "-c", "ip link set lo up; echo up; exec sleep 300")
                .redirectErrorStream(true)
                .start();
        holders.add(holder);
        assertThat(holder.inputReader().readLine()).isEqualTo("up");
        return NetworkNamespace.ofProcess(holder.pid());
    }

    private HostNetwork open(NetworkNamespace host) throws IOException {
        return HostNetwork.open(folder, NetworkDefaults.gateway(), host, new Random(1));
    }

    /** A namespace that stands for a QEMU and its guest: the switch's end of a pair of links has the tap's name. */
    private NetworkNamespace guest(String tap, MacAddress mac) throws Exception {
        NetworkNamespace guest = namespace();
        guest.run(
                List.of("ip", "link", "add", "name", tap, "type", "veth", "peer", "name", "eth0", "address", "" + mac));
        guest.run(List.of("ip", "link", "set", "dev", "eth0", "up"));
        return guest;
    }

    private static void awaitPing(NetworkNamespace from, String to) throws Exception {
        from.run(List.of(
                "sh",
                "-c",
                "for i in 1 2 3 4 5 6 7 8 9 10; do busybox ping -c 1 -W 1 " + to + " && exit 0; done; exit 1"));
    }

    private static boolean reaches(NetworkNamespace from, String address, int port) throws IOException {
        try {
            from.run(List.of(
                    "timeout",
                    "3",
                    "bash",
                    "-c",
                    "exec 3<>/dev/tcp/" + address + "/" + port + "; read -r -t 5 x <&3; echo $x"));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void guestsMeetInTheirPortGroupAndNowhereElse() throws Exception {
        NetworkNamespace host = namespace();
        HostNetwork network = open(host);
        network.addPortGroup(new PortGroup("other", NetworkDefaults.SWITCH, 20, Optional.empty(), Optional.empty()));
        String tapA = network.tapName(7, 0);
        String tapB = network.tapName(7, 1);
        assertThat(tapA).isNotEqualTo(tapB);
        NetworkNamespace a = guest(tapA, MAC_A);
        NetworkNamespace b = guest(tapB, MAC_B);
        network.plug(new Plug.Tap(tapA, MAC_A), a.process(), NetworkDefaults.PORT_GROUP);
        network.plug(new Plug.Tap(tapB, MAC_B), b.process(), NetworkDefaults.PORT_GROUP);
        a.run(List.of("ip", "address", "add", "192.168.100.20/24", "dev", "eth0"));
        b.run(List.of("ip", "address", "add", "192.168.100.21/24", "dev", "eth0"));
        awaitPing(a, "192.168.100.21");
        awaitPing(a, "192.168.100.1");
        assertThat(network.counters(tapA).get("rx_bytes")).isPositive();

        network.plug(new Plug.Tap(tapB, MAC_B), b.process(), "other");
        assertThatThrownBy(() -> a.run(List.of("busybox", "ping", "-c", "1", "-W", "1", "192.168.100.21")))
                .isInstanceOf(IOException.class);
        network.plug(new Plug.Tap(tapB, MAC_B), b.process(), NetworkDefaults.PORT_GROUP);
        awaitPing(a, "192.168.100.21");

        b.run(List.of("ip", "link", "set", "dev", "eth0", "address", "00:0c:29:66:66:66"));
        assertThatThrownBy(() -> b.run(List.of("busybox", "ping", "-c", "1", "-W", "1", "192.168.100.20")))
                .as("by an address that is not its card's")
                .isInstanceOf(IOException.class);

        network.unplug(tapA);
        assertThat(host.run(List.of("ip", "link", "show"))).doesNotContain(tapA);
        network.retain(Set.of());
        assertThat(network.plugs()).isEmpty();
        network.close(true);
    }

    @Test
    void aGuestGetsAnAddressByDhcpAndReachesOfTheHostOnlyWhatIsGiven() throws Exception {
        assumeTrue(KernelProbe.probe().dhcp(), "needs dnsmasq (the package dnsmasq-base)");
        NetworkNamespace host = namespace();
        Gateway gateway =
                new Gateway(Ipv4Subnet.parse("10.91.0.0/24").orElseThrow(), List.of(new Gateway.Service("tcp", 7001)));
        HostNetwork network = HostNetwork.open(
                folder,
                new NetworkDefaults(Optional.of(gateway.subnet()), gateway.services(), Optional.empty()),
                host,
                new Random(2));
        String tap = network.tapName(7, 0);
        NetworkNamespace guest = guest(tap, MAC_A);
        network.plug(new Plug.Tap(tap, MAC_A), guest.process(), NetworkDefaults.PORT_GROUP);
        Path script = Files.writeString(
                folder.resolve("bound"), "#!/bin/sh\n[ \"$1\" = bound ] && ip addr add $ip/24 dev eth0\nexit 0\n");
        Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        Command.run(
                guest.enter(List.of(
                        "busybox", "udhcpc", "-q", "-n", "-t", "20", "-T", "1", "-i", "eth0", "-s", "" + script)),
                "",
                Duration.ofSeconds(60));
        InetAddress lease = network.lease(MAC_A, Instant.EPOCH).orElseThrow();
        assertThat(guest.run(List.of("ip", "-4", "address", "show", "dev", "eth0")))
                .contains(lease.getHostAddress());
        assertThat(network.lease(MAC_B, Instant.EPOCH)).isEmpty();
        assertThat(network.lease(MAC_A, Instant.now().plusSeconds(60)))
                .as("what it got before a later start of its machine")
                .isEmpty();

        serve(host, 7001);
        serve(host, 7002);
        assertThat(reaches(guest, "10.91.0.1", 7001)).isTrue();
        assertThat(reaches(guest, "10.91.0.1", 7002)).isFalse();

        network.close(false);
        ProcessHandle before = dhcp(host).orElseThrow();
        assertThat(before.isAlive()).as("it outlives the agent").isTrue();
        Path sameButRelative = Path.of("").toAbsolutePath().relativize(folder);
        HostNetwork next = HostNetwork.open(sameButRelative, NetworkDefaults.gateway(), host, new Random(1));
        assertThat(dhcp(host)).as("and is taken over").contains(before);
        assertThat(next.lease(MAC_A, Instant.EPOCH)).contains(lease);
        assertThat(next.plugs()).hasSize(1);
        assertThat(reaches(guest, "10.91.0.1", 7001)).isTrue();

        next.close(true);
        before.onExit().get(10, TimeUnit.SECONDS);
        assertThat(host.run(List.of("ip", "link", "show"))).doesNotContain("carafe");
        assertThat(host.run(List.of("nft", "list", "tables"))).doesNotContain("carafe");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(script);
        }
    }

    @Test
    void aGuestsWayOutIsNatAndNobodyComesIn() throws Exception {
        NetworkNamespace host = namespace();
        NetworkNamespace outside = namespace();
        host.run(List.of(
                "ip",
                "link",
                "add",
                "name",
                "up0",
                "type",
                "veth",
                "peer",
                "name",
                "up1",
                "netns",
                "" + outside.process()));
        host.run(List.of("sh", "-c", "ip address add 203.0.113.1/24 dev up0; ip link set dev up0 up"));
        outside.run(List.of(
                "sh",
                "-c",
                "ip address add 203.0.113.2/24 dev up1; ip link set dev up1 up;"
                        + " ip route add 192.168.100.0/24 via 203.0.113.1"));
        HostNetwork network = open(host);
        String tap = network.tapName(7, 0);
        NetworkNamespace guest = guest(tap, MAC_A);
        network.plug(new Plug.Tap(tap, MAC_A), guest.process(), NetworkDefaults.PORT_GROUP);
        guest.run(List.of(
                "sh", "-c", "ip address add 192.168.100.20/24 dev eth0; ip route add default via 192.168.100.1"));
        awaitPing(guest, "203.0.113.2");
        assertThatThrownBy(() -> outside.run(List.of("busybox", "ping", "-c", "1", "-W", "1", "192.168.100.20")))
                .isInstanceOf(IOException.class);

        assertThatThrownBy(() -> network.addSwitch("vSwitch1", 1500, 128, Optional.of("up0"), SecurityPolicy.STRICT))
                .as("a link with the machine's address")
                .isInstanceOfSatisfying(
                        NetworkException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.FAILED))
                .hasMessageContaining("203.0.113.1/24");
        assertThat(network.switches()).extracting(VirtualSwitch::name).containsExactly("vSwitch0");
        network.close(true);
    }

    @Test
    void anUplinkJoinsTheSwitchToTheNetworkBeyond() throws Exception {
        NetworkNamespace host = namespace();
        NetworkNamespace outside = namespace();
        host.run(List.of(
                "ip",
                "link",
                "add",
                "name",
                "up0",
                "type",
                "veth",
                "peer",
                "name",
                "up1",
                "netns",
                "" + outside.process()));
        outside.run(List.of("sh", "-c", "ip address add 198.51.100.1/24 dev up1; ip link set dev up1 up"));
        HostNetwork network = HostNetwork.open(folder, NetworkDefaults.uplink("up0"), host, new Random(3));
        assertThat(network.uplinks()).extracting(UplinkCandidate::name).contains("up0");
        String tap = network.tapName(7, 0);
        NetworkNamespace guest = guest(tap, MAC_A);
        network.plug(new Plug.Tap(tap, MAC_A), guest.process(), NetworkDefaults.PORT_GROUP);
        guest.run(List.of("ip", "address", "add", "198.51.100.7/24", "dev", "eth0"));
        awaitPing(guest, "198.51.100.1");
        network.close(true);
        assertThat(host.run(List.of("ip", "link", "show"))).contains("up0").doesNotContain("carafe");
    }

    private void serve(NetworkNamespace where, int port) throws Exception {
        holders.add(
                new ProcessBuilder(where.enter(List.of("busybox", "nc", "-ll", "-p", "" + port, "-e", "echo", "hi")))
                        .start());
        where.run(List.of("bash", "-c", "until (exec 3<>/dev/tcp/127.0.0.1/" + port + "); do sleep 0.05; done"));
    }

    private Optional<ProcessHandle> dhcp(NetworkNamespace host) throws IOException {
        return new DhcpServer(folder, DhcpServer.linksIn(folder).getFirst(), host).find();
    }
}
