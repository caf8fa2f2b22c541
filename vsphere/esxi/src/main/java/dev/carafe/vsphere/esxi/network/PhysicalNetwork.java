package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The network that several hosts on one machine stand on: a switch with a gateway, DHCP and NAT. Each host is in a network namespace
 * of its own, as if it were a machine, with two cables into the switch: {@code vmk0} with the host's own address, and
 * {@code vmnic0}, the uplink of its machines. So the machines of all hosts share one network, and keep their addresses when they
 * move.
 *
 * <p>Namespaces and cables outlive this process, as machines do. Belongs to one thread.
 */
public final class PhysicalNetwork implements AutoCloseable {
    /** Addresses below those that DHCP gives away, without the gateway's. */
    public static final int SEATS_MAX = 8;

    /** What a host's uplink is called in its namespace. */
    public static final String UPLINK = "vmnic0";

    private static final String MANAGEMENT = "vmk0";

    /** Hosts send with all their machines' addresses. */
    private static final SecurityPolicy OPEN = new SecurityPolicy(true, true);

    private final HostNetwork network;
    private final NetworkNamespace here;

    private PhysicalNetwork(HostNetwork network, NetworkNamespace here) {
        this.network = network;
        this.here = here;
    }

    /**
     * Where a host is.
     *
     * @param namespace the file that stands for the host's network namespace
     * @param address the host's own
     */
    public record Seat(Path namespace, String address) {}

    /**
     * Opens the network, which is made at first.
     *
     * @param folder where its configuration is
     * @param here where the switch is, and the way out
     * @throws IOException also when there can be no networks here, and why
     */
    public static PhysicalNetwork open(Path folder, NetworkNamespace here, RandomGenerator random) throws IOException {
        HostNetwork network = HostNetwork.open(folder, NetworkDefaults.gateway(), here, random);
        try {
            Optional<String> refusal = network.kernel().refusal();
            if (refusal.isPresent()) {
                throw new IOException("hosts cannot have a network between them: " + refusal.get());
            }
            network.updateSwitch(NetworkDefaults.SWITCH, 1500, VirtualSwitch.PORTS, Optional.empty(), OPEN);
            return new PhysicalNetwork(network, here);
        } catch (IOException | NetworkException e) {
            network.close(false);
            throw failed("be opened", e);
        }
    }

    /**
     * Gives a host its namespace and its cables; those that are there already stay.
     *
     * @param number the host's, from 1 to {@link #SEATS_MAX}
     */
    public Seat seat(int number) throws IOException {
        if (number < 1 || number > SEATS_MAX) {
            throw new IllegalArgumentException("no place for a host " + number);
        }
        Gateway gateway = gateway();
        NamedNamespace namespace = namespace(number);
        namespace.make();
        String address = gateway.subnet().host(number + 1);
        try {
            cable(number, 0, MANAGEMENT, namespace);
            cable(number, 1, UPLINK, namespace);
        } catch (NetworkException e) {
            throw failed("take host " + number, e);
        }
        namespace.answerOnlyForOwnAddresses();
        namespace.ip("link", "set", "dev", "lo", "up");
        namespace.ip("address", "replace", address + "/" + gateway.subnet().length(), "dev", MANAGEMENT);
        namespace.ip("link", "set", "dev", MANAGEMENT, "up");
        namespace.ip("route", "replace", "default", "via", gateway.address());
        namespace.ip("link", "set", "dev", UPLINK, "addrgenmode", "none");
        return new Seat(namespace.file(), address);
    }

    /**
     * Takes away what {@link #open} and {@link #seat} made, when no host runs there any more.
     *
     * @param folder where the configuration is; nothing happens when there is none
     */
    public static void remove(Path folder, NetworkNamespace here) throws IOException {
        Optional<String> host = HostNetwork.hostIn(folder);
        if (host.isPresent()) {
            for (NamedNamespace each : NamedNamespace.beginningWith(namespacePrefix(new LinkNames(host.get())))) {
                each.remove();
            }
            HostNetwork.remove(folder, here);
        }
    }

    /** Stops to look after the DHCP server; all stays for the next. */
    @Override
    public void close() throws IOException {
        network.close(false);
    }

    private Gateway gateway() throws IOException {
        return network.portGroups().stream()
                .flatMap(group -> group.gateway().stream())
                .findFirst()
                .orElseThrow(() -> new IOException("no private range of addresses is free for the hosts' network"));
    }

    /** A cable is a pair of links that come and go together; its end here is a port like a machine's. */
    private void cable(int host, int card, String inside, NamedNamespace namespace)
            throws IOException, NetworkException {
        String end = network.tapName(host, card);
        if (!network.has(end)) {
            here.run(List.of(
                    "ip",
                    "link",
                    "add",
                    "name",
                    end,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    inside,
                    "netns",
                    namespace.name()));
        }
        network.plug(
                new Plug.Tap(end, new MacAddress(0x02ca_0000_0000L | host << 8 | card)),
                ProcessHandle.current().pid(),
                NetworkDefaults.PORT_GROUP);
    }

    private NamedNamespace namespace(int number) {
        return new NamedNamespace(namespacePrefix(network.names()) + number);
    }

    private static String namespacePrefix(LinkNames names) {
        return names.prefix() + "h";
    }

    private static IOException failed(String what, Exception why) {
        return why instanceof IOException known
                ? known
                : new IOException("the hosts' network cannot " + what + ": " + why.getMessage(), why);
    }
}
