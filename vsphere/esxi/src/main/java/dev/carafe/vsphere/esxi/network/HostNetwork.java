package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.network.NetworkException.Kind;
import dev.carafe.vsphere.esxi.state.StateFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** A host's switches, port groups and who is plugged in. Thread-safe: changes are made one after another, reads never wait. */
public final class HostNetwork {
    private static final Logger LOG = System.getLogger(HostNetwork.class.getName());

    /** So many machines have names for their taps. */
    private static final int MACHINES_MAX = LinkNames.TAPS / Nic.MAX;

    private static final String FILE = "network.json";

    private final Path file;
    private final KernelFeatures kernel;
    private final NetworkShell shell;
    /** Held while a change is written and the kernel made to follow; nothing that readers need. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile NetworkConfig config;

    private HostNetwork(Path file, KernelFeatures kernel, NetworkShell shell, NetworkConfig config) {
        this.file = file;
        this.kernel = kernel;
        this.shell = shell;
        this.config = config;
    }

    /**
     * Opens what is configured, or makes the defaults, and makes the kernel follow. Where there can be no networks the host still
     * opens; {@link #kernel()} says why, and plugging is refused.
     *
     * @param place where the configuration and the DHCP servers' files are
     * @throws IOException when the configuration cannot be read, or the kernel refuses
     */
    public static HostNetwork open(
            Path place, NetworkDefaults defaults, NetworkNamespace namespace, RandomGenerator random)
            throws IOException {
        Path folder = place.toAbsolutePath().normalize(); // DHCP servers are found again by it
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        KernelFeatures kernel = KernelProbe.probe();
        NetworkShell shell = new NetworkShell(folder, namespace);
        NetworkConfig config;
        if (Files.exists(file)) {
            config = NetworkConfigCodec.decode(Json.decode(Files.readAllBytes(file)));
        } else {
            config = defaults(defaults, kernel, shell, random);
            StateFile.write(file, NetworkConfigCodec.encode(config).toString());
        }
        HostNetwork network = new HostNetwork(file, kernel, shell, config);
        if (kernel.refusal().isEmpty()) {
            network.takeOver();
        } else {
            LOG.log(Level.WARNING, "no virtual networks: {0}", kernel.refusal().get());
        }
        return network;
    }

    /**
     * Takes away what a host left that nobody opens any more: bridges, taps, rules and DHCP servers, and the configuration.
     *
     * @param folder where the configuration is; nothing happens when there is none
     */
    public static void remove(Path folder, NetworkNamespace namespace) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        if (KernelProbe.probe().refusal().isEmpty()) {
            NetworkConfig left = NetworkConfigCodec.decode(Json.decode(Files.readAllBytes(file)));
            new NetworkShell(folder, namespace).removeAll(new LinkNames(left.host()));
        }
        Files.delete(file);
    }

    /** The host's part of all names in a configuration; empty when there is none in the folder. */
    static Optional<String> hostIn(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(NetworkConfigCodec.decode(Json.decode(Files.readAllBytes(file)))
                        .host())
                : Optional.empty();
    }

    LinkNames names() {
        return new LinkNames(config.host());
    }

    /** Whether the kernel has a link. */
    boolean has(String link) throws IOException {
        return shell.state().link(link).isPresent();
    }

    /** What there is to build networks of here. */
    public KernelFeatures kernel() {
        return kernel;
    }

    public List<VirtualSwitch> switches() {
        return config.switches();
    }

    public List<PortGroup> portGroups() {
        return config.portGroups();
    }

    public List<Plug> plugs() {
        return config.plugs();
    }

    /** The policy that holds in a port group, its own or its switch's. */
    public SecurityPolicy security(PortGroup group) {
        return config.security(group);
    }

    public void addSwitch(String name, int mtu, int ports, Optional<String> uplink, SecurityPolicy security)
            throws NetworkException {
        change(before -> before.addSwitch(new VirtualSwitch(name, before.freeIndex(), mtu, ports, uplink, security)));
    }

    public void updateSwitch(String name, int mtu, int ports, Optional<String> uplink, SecurityPolicy security)
            throws NetworkException {
        change(before -> before.updateSwitch(before.requireSwitch(name).with(mtu, ports, uplink, security)));
    }

    /** Removes a switch that has no port groups. */
    public void removeSwitch(String name) throws NetworkException {
        change(before -> before.removeSwitch(name));
    }

    public void addPortGroup(PortGroup group) throws NetworkException {
        change(before -> before.addPortGroup(group));
    }

    /** Puts another in a port group's place; what is plugged into it follows. */
    public void updatePortGroup(String name, PortGroup group) throws NetworkException {
        change(before -> before.updatePortGroup(name, group));
    }

    /** Removes a port group that nobody is plugged into. */
    public void removePortGroup(String name) throws NetworkException {
        change(before -> before.removePortGroup(name));
    }

    /**
     * The name of the tap of a machine's card, always the same and no other's.
     *
     * @param machine the machine's number on this host
     * @param nic the card's number in it, from 0
     * @throws IllegalArgumentException for a machine or a card of which there are not so many
     */
    public String tapName(long machine, int nic) {
        if (machine < 0 || machine >= MACHINES_MAX || nic < 0 || nic >= Nic.MAX) {
            throw new IllegalArgumentException("no tap for card " + nic + " of machine " + machine);
        }
        return new LinkNames(config.host()).tap((int) machine * Nic.MAX + nic);
    }

    /**
     * Makes a tap in a running QEMU's namespace, for a card that is added while it runs. The taps of a machine that starts are made
     * by whoever starts it.
     *
     * @param user the number of the user that QEMU runs as
     */
    public void createTap(String tap, long qemu, int user) throws NetworkException {
        try {
            shell.createTap(tap, qemu, user);
        } catch (IOException failed) {
            throw failed("make the tap device " + tap, failed);
        }
    }

    /**
     * Plugs a card into a port group: its tap, which QEMU has open, moves from QEMU's namespace to the switch. One that is plugged
     * in already moves to the other port group.
     *
     * @param qemu QEMU's process, as the agent sees it
     */
    public void plug(Plug.Tap tap, long qemu, String portGroup) throws NetworkException {
        requireKernel();
        change(before -> before.plug(new Plug(tap, portGroup)), () -> shell.take(tap.name(), qemu));
    }

    /** Pulls a card out and takes its tap away; nothing when it is not plugged in. */
    public void unplug(String tap) throws NetworkException {
        changing.lock();
        try {
            if (config.plugs().stream().anyMatch(plug -> plug.tap().name().equals(tap))) {
                change(before -> before.unplug(tap));
            }
        } finally {
            changing.unlock();
        }
    }

    /** Pulls out every card whose tap is not among these: what machines left that ended while no agent was there. */
    public void retain(Set<String> taps) throws NetworkException {
        for (Plug plug : plugs()) {
            if (!taps.contains(plug.tap().name())) {
                unplug(plug.tap().name());
            }
        }
    }

    /** The address that a gateway's DHCP has given to a card since then. */
    public Optional<InetAddress> lease(MacAddress mac, Instant since) {
        return shell.lease(mac, since);
    }

    /** The real links of the machine that could be uplinks, as the kernel names them. */
    public List<UplinkCandidate> uplinks() throws IOException {
        return shell.uplinks();
    }

    /**
     * Lets go.
     *
     * @param removing whether bridges, taps, rules and DHCP servers go too, and the configuration; else all stays for the next agent
     */
    public void close(boolean removing) throws IOException {
        changing.lock();
        try {
            shell.letGo();
            if (removing) {
                if (kernel.refusal().isEmpty()) {
                    shell.removeAll(new LinkNames(config.host()));
                }
                Files.deleteIfExists(file);
            }
        } finally {
            changing.unlock();
        }
    }

    @FunctionalInterface
    private interface Change {
        NetworkConfig apply(NetworkConfig before) throws NetworkException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void change(Change change) throws NetworkException {
        change(change, () -> {});
    }

    /** Writes the change down, does the step, and makes the kernel follow; or puts back what was. */
    private void change(Change change, Step step) throws NetworkException {
        changing.lock();
        try {
            NetworkConfig before = config;
            NetworkConfig after = change.apply(before);
            NetworkCheck.feasible(after, kernel);
            try {
                StateFile.write(file, NetworkConfigCodec.encode(after).toString());
                config = after;
                step.run();
                shell.follow(NetworkPlan.of(after, kernel), kernel);
            } catch (IOException failed) {
                putBack(before, failed);
                throw failed("change the network", failed);
            }
        } finally {
            changing.unlock();
        }
    }

    private void putBack(NetworkConfig before, IOException failed) {
        try {
            config = before;
            StateFile.write(file, NetworkConfigCodec.encode(before).toString());
            shell.follow(NetworkPlan.of(before, kernel), kernel);
        } catch (IOException again) {
            failed.addSuppressed(again);
        }
    }

    private void takeOver() throws IOException {
        changing.lock();
        try {
            NetworkCheck.feasible(config, kernel);
            shell.follow(NetworkPlan.of(config, kernel), kernel);
        } catch (NetworkException impossible) {
            throw new IOException("the configured network cannot be here: " + impossible.getMessage(), impossible);
        } finally {
            changing.unlock();
        }
    }

    private void requireKernel() throws NetworkException {
        if (kernel.refusal().isPresent()) {
            throw new NetworkException(Kind.UNSUPPORTED, kernel.refusal().get());
        }
    }

    private static NetworkException failed(String what, IOException why) {
        return new NetworkException(Kind.FAILED, "cannot " + what + ": " + why.getMessage(), why);
    }

    private static NetworkConfig defaults(
            NetworkDefaults defaults, KernelFeatures kernel, NetworkShell shell, RandomGenerator random)
            throws IOException {
        boolean there = kernel.refusal().isEmpty();
        Set<String> links = there ? shell.state().links().keySet() : Set.of();
        LinkNames names;
        do { // another host's four characters would be one in 65,536; then again
            names = new LinkNames(String.format(Locale.ROOT, "%04x", random.nextInt(1 << 16)));
        } while (links.stream().anyMatch(names::owns));
        Optional<Gateway> gateway = Optional.empty();
        if (defaults.uplink().isEmpty()) {
            List<Ipv4Subnet> used = there ? shell.routes() : List.of();
            gateway = defaults.subnet()
                    .or(() -> FreeSubnet.find(used))
                    .map(subnet -> new Gateway(subnet, defaults.services()));
        }
        PortGroup group =
                new PortGroup(NetworkDefaults.PORT_GROUP, NetworkDefaults.SWITCH, 0, Optional.empty(), gateway);
        VirtualSwitch first = new VirtualSwitch(
                NetworkDefaults.SWITCH, 0, 1500, VirtualSwitch.PORTS, defaults.uplink(), SecurityPolicy.STRICT);
        try {
            return NetworkConfig.empty(names.host()).addSwitch(first).addPortGroup(group);
        } catch (NetworkException wrong) {
            throw new IOException("the default network cannot be made: " + wrong.getMessage(), wrong);
        }
    }

    /** What a card has sent and received, from the switch's side. */
    public Map<String, Long> counters(String tap) throws IOException {
        return shell.counters(tap);
    }
}
