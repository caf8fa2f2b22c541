package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.command.CommandFailedException;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the commands of a {@link HostNetwork}, which calls it under its lock except for what only reads. */
final class NetworkShell {
    private static final Logger LOG = System.getLogger(HostNetwork.class.getName());
    /** How often a DHCP server that ends is started again; one that keeps ending has a reason that starting does not mend. */
    private static final int RESTARTS_MAX = 10;

    private final Path folder;
    private final NetworkNamespace namespace;
    private String rulesInForce = "";
    /** The process of each gateway's DHCP server; also the lock of {@link #restarts} and of changing {@link #gateways}. */
    private final Map<String, Long> watched = new HashMap<>();

    private int restarts;
    private volatile Map<String, Gateway> gateways = Map.of();

    NetworkShell(Path folder, NetworkNamespace namespace) {
        this.folder = folder;
        this.namespace = namespace;
    }

    LinkState state() throws IOException {
        return LinkState.parse(
                namespace.run(List.of("ip", "-j", "-d", "address", "show")),
                namespace.run(List.of("bridge", "-j", "vlan", "show")));
    }

    List<Ipv4Subnet> routes() throws IOException {
        return LinkState.routes(namespace.run(List.of("ip", "-4", "-j", "route", "show", "table", "all")));
    }

    /** Makes links, rules and DHCP servers those of the plan. Rules come first, so that no link is ever without them. */
    void follow(NetworkPlan plan, KernelFeatures kernel) throws IOException {
        refuseUsedUplinks(plan);
        if (!plan.rules().equals(rulesInForce)) {
            namespace.run(List.of("nft", "-f", "-"), plan.rules());
            rulesInForce = plan.rules();
        }
        for (List<String> command : LinkChange.commands(plan, state())) {
            namespace.run(command);
        }
        if (!plan.gateways().isEmpty()) {
            forward();
        }
        servers(plan, kernel);
    }

    /** An uplink with the machine's address would cut the machine off. */
    private void refuseUsedUplinks(NetworkPlan plan) throws IOException {
        Set<String> wanted = new HashSet<>(plan.ports().keySet());
        plan.vlanDevices().forEach(device -> wanted.add(device.parent()));
        LinkState state = state();
        for (String name : wanted) {
            boolean foreign = !plan.names().owns(name);
            Optional<LinkState.Link> link = state.link(name);
            if (foreign && link.isEmpty()) {
                throw new IOException("there is no link \"" + name + "\" on this machine to be an uplink");
            }
            if (foreign
                    && !link.map(LinkState.Link::addresses).orElse(List.of()).isEmpty()) {
                throw new IOException("\"" + name + "\" has the machine's address "
                        + link.get().addresses().getFirst() + "; as an uplink it would lose it");
            }
        }
    }

    /** Routing is a setting of the whole machine that others (containers) share: it is turned on and never off. */
    private void forward() throws IOException {
        String script = "[ \"$(cat /proc/sys/net/ipv4/ip_forward)\" = 1 ] || echo 1 > /proc/sys/net/ipv4/ip_forward";
        namespace.run(List.of("/bin/sh", "-c", script));
    }

    private void servers(NetworkPlan plan, KernelFeatures kernel) throws IOException {
        synchronized (watched) {
            gateways = plan.gateways();
            for (String link : DhcpServer.linksIn(folder)) {
                if (!gateways.containsKey(link)) {
                    watched.remove(link);
                    new DhcpServer(folder, link, namespace).remove();
                }
            }
            if (!kernel.dhcp() && !gateways.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "guests get no addresses by DHCP: there is no dnsmasq (the package dnsmasq-base)");
                return;
            }
            for (Map.Entry<String, Gateway> gateway : gateways.entrySet()) {
                serve(gateway.getKey(), gateway.getValue());
            }
        }
    }

    /** Makes a gateway's server run and watches it; called with {@link #watched} locked. */
    private void serve(String link, Gateway gateway) throws IOException {
        ProcessHandle process = new DhcpServer(folder, link, namespace).ensure(gateway);
        if (!Long.valueOf(process.pid()).equals(watched.put(link, process.pid()))) {
            Thread.ofVirtual().name("dhcp " + link).start(() -> {
                process.onExit().join();
                ended(link, process.pid());
            });
        }
    }

    private void ended(String link, long pid) {
        synchronized (watched) {
            Gateway gateway = gateways.get(link);
            if (gateway == null || !watched.remove(link, pid)) {
                return; // ended by us, and another may have its place
            }
            DhcpServer server = new DhcpServer(folder, link, namespace);
            if (restarts++ >= RESTARTS_MAX) {
                LOG.log(Level.ERROR, "dnsmasq of {0} keeps ending: {1}", link, server.lastWords());
                return;
            }
            LOG.log(Level.WARNING, "dnsmasq of {0} ended and is started again: {1}", link, server.lastWords());
            try {
                serve(link, gateway);
            } catch (IOException failed) {
                LOG.log(Level.ERROR, "dnsmasq of {0} cannot be started: {1}", link, failed.getMessage());
            }
        }
    }

    void createTap(String tap, long qemu, int user) throws IOException {
        Command.run(
                "nsenter", "-t", "" + qemu, "-n", "--", "ip", "tuntap", "add", "dev", tap, "mode", "tap", "user",
                "" + user);
    }

    /** Moves a tap here out of QEMU's namespace; nothing when it is here. */
    void take(String tap, long qemu) throws IOException {
        if (state().link(tap).isEmpty()) {
            Command.run(
                    "nsenter",
                    "-t",
                    "" + qemu,
                    "-n",
                    "--",
                    "ip",
                    "link",
                    "set",
                    "dev",
                    tap,
                    "netns",
                    "" + namespace.process());
        }
    }

    /** The lease that a card got since then, in any of the gateways' files. */
    Optional<InetAddress> lease(MacAddress mac, Instant since) {
        for (String link : gateways.keySet()) {
            try {
                Path leases = new DhcpServer(folder, link, namespace).leases();
                Optional<String> found = DhcpConfig.lease(Files.readString(leases), mac, since);
                if (found.isPresent()) {
                    return Optional.of(InetAddress.ofLiteral(found.get()));
                }
            } catch (IOException none) {
                // No lease was given yet.
            }
        }
        return Optional.empty();
    }

    List<UplinkCandidate> uplinks() throws IOException {
        return state().links().values().stream()
                .filter(link ->
                        !link.name().startsWith("carafe") && !link.name().equals("lo"))
                .filter(link -> link.kind().isEmpty() || link.kind().equals("veth"))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .map(link -> new UplinkCandidate(link.name(), link.mac(), link.mtu(), link.up(), link.addresses()))
                .toList();
    }

    /** The counters of a link: {@code rx_bytes}, {@code tx_packets} and so on. */
    Map<String, Long> counters(String link) throws IOException {
        Map<String, Long> counters = new LinkedHashMap<>();
        String text = namespace.run(List.of("ip", "-j", "-s", "link", "show", "dev", link));
        for (JsonObject found : LinkState.list(text)) {
            for (String way : List.of("rx", "tx")) {
                JsonObject numbers = found.object("stats64").object(way);
                numbers.fields().keySet().forEach(name -> counters.put(way + "_" + name, numbers.number(name, 0)));
            }
        }
        return counters;
    }

    /** Stops to look after the DHCP servers. */
    void letGo() {
        synchronized (watched) {
            watched.clear();
        }
    }

    void removeAll(LinkNames names) throws IOException {
        synchronized (watched) {
            gateways = Map.of();
            for (String link : DhcpServer.linksIn(folder)) {
                new DhcpServer(folder, link, namespace).remove();
            }
        }
        for (List<String> command : LinkChange.removal(names, state())) {
            removeIfThere(command);
        }
        namespace.run(List.of("nft", "-f", "-"), NftRules.none(names));
        rulesInForce = "";
    }

    /** A VLAN's link goes with the one that it is on. */
    private void removeIfThere(List<String> command) throws IOException {
        try {
            namespace.run(command);
        } catch (CommandFailedException gone) {
            if (state().link(command.getLast()).isPresent()) {
                throw gone;
            }
        }
    }
}
