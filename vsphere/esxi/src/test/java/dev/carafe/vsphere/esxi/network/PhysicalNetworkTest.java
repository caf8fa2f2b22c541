package dev.carafe.vsphere.esxi.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts in namespaces of their own, on a switch in a third; guests are namespaces behind taps' stand-ins. */
@Timeout(120)
class PhysicalNetworkTest {
    private static final MacAddress MAC = Machines.mac("00:0c:29:00:00:0a");

    @TempDir
    Path folder;

    private final List<Process> holders = new ArrayList<>();
    private NetworkNamespace here = NetworkNamespace.ofThisProcess();

    @BeforeEach
    void rootIsThere() throws IOException {
        Optional<String> refusal = KernelProbe.probe().refusal();
        assumeTrue(refusal.isEmpty(), () -> "needs root, ip and nft: " + refusal.orElse(""));
        assumeTrue(KernelProbe.probe().dhcp(), "needs dnsmasq (the package dnsmasq-base)");
        here = holder("unshare", "-n");
    }

    @AfterEach
    void end() throws Exception {
        PhysicalNetwork.remove(physical(), here);
        for (Process holder : holders.reversed()) {
            holder.destroyForcibly().waitFor();
        }
    }

    private Path physical() {
        return folder.resolve("physical");
    }

    /** A process in a namespace, which it is found by. */
    private NetworkNamespace holder(String... enter) throws IOException {
        List<String> command = new ArrayList<>(List.of(enter));
        command.addAll(List.of("sh", "-c", "ip link set lo up; echo up; exec sleep 300"));
        Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        holders.add(holder);
        assertThat(holder.inputReader().readLine()).isEqualTo("up");
        return NetworkNamespace.ofProcess(holder.pid());
    }

    private static void ping(NetworkNamespace from, String to) throws IOException {
        from.run(List.of(
                "sh",
                "-c",
                "for i in 1 2 3 4 5 6 7 8 9 10; do busybox ping -c 1 -W 1 " + to + " && exit 0; done; exit 1"));
    }

    @Test
    void hostsMeetAndTheirGuestsShareOneNetworkWithAGateway() throws Exception {
        try (PhysicalNetwork network = PhysicalNetwork.open(physical(), here, new SecureRandom())) {
            PhysicalNetwork.Seat first = network.seat(1);
            PhysicalNetwork.Seat second = network.seat(2);
            assertThat(first.address()).isEqualTo("192.168.100.2");
            assertThat(second.address()).isEqualTo("192.168.100.3");
            NetworkNamespace one = holder("nsenter", "--net=" + first.namespace(), "--");
            NetworkNamespace two = holder("nsenter", "--net=" + second.namespace(), "--");
            ping(one, second.address());
            ping(two, "192.168.100.1");

            HostNetwork ofOne = open("one", one);
            HostNetwork ofTwo = open("two", two);
            here.run(List.of("ip", "neigh", "flush", "dev", bridge()));
            ping(here, first.address()); // its switch hears the question too, and must not answer
            String address = lease(guest(ofOne, MAC));
            NetworkNamespace other = guest(ofTwo, Machines.mac("00:0c:29:00:00:0b"));
            assertThat(lease(other)).isNotEqualTo(address);
            ping(other, address);
        }
    }

    private String bridge() throws IOException {
        return new LinkNames(HostNetwork.hostIn(physical()).orElseThrow()).bridge(0, 0);
    }

    @Test
    void whatIsThereStaysAndRemovingLeavesNothing() throws Exception {
        PhysicalNetwork.Seat seat;
        try (PhysicalNetwork network = PhysicalNetwork.open(physical(), here, new SecureRandom())) {
            seat = network.seat(1);
            assertThat(network.seat(1)).isEqualTo(seat);
        }
        NetworkNamespace host = holder("nsenter", "--net=" + seat.namespace(), "--");
        try (PhysicalNetwork next = PhysicalNetwork.open(physical(), here, new SecureRandom())) {
            assertThat(next.seat(1)).isEqualTo(seat);
            ping(host, "192.168.100.1");
        }
        PhysicalNetwork.remove(physical(), here);
        assertThat(Files.exists(seat.namespace())).isFalse();
        assertThat(here.run(List.of("ip", "link", "show"))).doesNotContain("carafe");
        assertThat(here.run(List.of("nft", "list", "tables"))).doesNotContain("carafe");
    }

    @Test
    void thereAreNoMorePlacesThanAddresses() throws Exception {
        try (PhysicalNetwork network = PhysicalNetwork.open(physical(), here, new SecureRandom())) {
            assertThatThrownBy(() -> network.seat(PhysicalNetwork.SEATS_MAX + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private HostNetwork open(String name, NetworkNamespace host) throws IOException {
        return HostNetwork.open(
                folder.resolve(name), NetworkDefaults.uplink(PhysicalNetwork.UPLINK), host, new SecureRandom());
    }

    private NetworkNamespace guest(HostNetwork network, MacAddress mac) throws Exception {
        String tap = network.tapName(7, 0);
        NetworkNamespace guest = holder("unshare", "-n");
        guest.run(
                List.of("ip", "link", "add", "name", tap, "type", "veth", "peer", "name", "eth0", "address", "" + mac));
        guest.run(List.of("ip", "link", "set", "dev", "eth0", "up"));
        network.plug(new Plug.Tap(tap, mac), guest.process(), NetworkDefaults.PORT_GROUP);
        return guest;
    }

    private String lease(NetworkNamespace guest) throws IOException {
        Path given = folder.resolve("given");
        Path script = Files.writeString(
                folder.resolve("bound"),
                "#!/bin/sh\n[ \"$1\" = bound ] && ip addr add $ip/24 dev eth0 && echo $ip > " + given + "\nexit 0\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Command.run(
                guest.enter(List.of(
                        "busybox", "udhcpc", "-q", "-n", "-t", "20", "-T", "1", "-i", "eth0", "-s", "" + script)),
                "",
                Duration.ofSeconds(60));
        return Files.readString(given).strip();
    }
}
