package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which of a VM's addresses are its node's (upstream's nodemanager.go); no I/O.
 *
 * <p>For each family of addresses one internal and one external address are chosen: first by range, the ranges in their
 * order; else by the network's name; and where neither rule finds either of them, the first address is both. An address in
 * an excluded range is never chosen.
 */
final class GuestAddresses {
    private final List<Cidr> internalRanges;
    private final List<Cidr> externalRanges;
    private final List<Cidr> notInternal;
    private final List<Cidr> notExternal;
    private final String internalNetwork;
    private final String externalNetwork;

    /** An address of a guest, and the network it is on. */
    record Candidate(InetAddress address, String text, String network) {}

    /** @throws IOException when a range cannot be read */
    GuestAddresses(VSphereConfig.Nodes nodes) throws IOException {
        this.internalRanges = ranges(nodes.internalNetworkSubnetCidr());
        this.externalRanges = ranges(nodes.externalNetworkSubnetCidr());
        this.notInternal = ranges(nodes.excludeInternalNetworkSubnetCidr());
        this.notExternal = ranges(nodes.excludeExternalNetworkSubnetCidr());
        this.internalNetwork = nodes.internalVmNetworkName();
        this.externalNetwork = nodes.externalVmNetworkName();
    }

    private static List<Cidr> ranges(String text) throws IOException {
        try {
            return text.isEmpty() ? List.of() : Cidr.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * The addresses of a VM's node, its host name first.
     *
     * @param families the families to have addresses of, in this order
     * @throws IOException when the guest reports too little, or nothing that the rules allow
     */
    List<NodeAddress> of(VirtualMachine machine, List<String> families) throws IOException {
        if (machine.hostName().isEmpty()) {
            throw new IOException("VM Guest hostname is empty");
        }
        if (machine.nics().isEmpty()) {
            throw new IOException("VM GuestNicInfo is empty");
        }
        List<VirtualMachine.GuestNic> nics = machine.nics().stream()
                .filter(nic -> nic.deviceConfigId() != -1)
                .toList();
        if (!internalNetwork.isEmpty()
                && !externalNetwork.isEmpty()
                && nics.stream()
                        .noneMatch(
                                nic -> isOn(nic.network(), internalNetwork) || isOn(nic.network(), externalNetwork))) {
            throw new IOException("unable to find suitable IP address for node");
        }
        List<Candidate> candidates = StaticAddresses.first(candidates(nics), machine.extraConfig());
        if (candidates.isEmpty()) {
            throw new IOException("unable to find suitable IP address for node after filtering out localhost IPs");
        }
        Set<NodeAddress> addresses = new LinkedHashSet<>();
        addresses.add(new NodeAddress().withType("Hostname").withAddress(machine.hostName()));
        for (String family : families) {
            addresses.addAll(ofFamily(candidates, family, machine.hostName()));
        }
        return List.copyOf(addresses);
    }

    private static List<Candidate> candidates(List<VirtualMachine.GuestNic> nics) {
        List<Candidate> candidates = new ArrayList<>();
        for (VirtualMachine.GuestNic nic : nics) {
            for (String text : nic.ipAddresses()) {
                Cidr.address(text)
                        .filter(address -> !isLocal(address))
                        .ifPresent(address -> candidates.add(new Candidate(address, text, nic.network())));
            }
        }
        return candidates;
    }

    /** Whether an address is of use only inside the guest or on its link. */
    private static boolean isLocal(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMCLinkLocal();
    }

    private List<NodeAddress> ofFamily(List<Candidate> all, String family, String node) throws IOException {
        boolean v6 = family.equals(VSphereConfig.IPV6);
        List<Candidate> candidates = all.stream()
                .filter(each -> (each.address() instanceof Inet6Address) == v6)
                .toList();
        List<Candidate> forInternal = without(candidates, notInternal);
        List<Candidate> forExternal = without(candidates, notExternal);
        Optional<Candidate> internal = chosen(forInternal, internalRanges, internalNetwork);
        Optional<Candidate> external = chosen(forExternal, externalRanges, externalNetwork);
        if (internal.isEmpty() && external.isEmpty()) {
            internal = forInternal.stream().findFirst();
            external = forExternal.stream().findFirst();
        }
        List<NodeAddress> addresses = new ArrayList<>();
        internal.ifPresent(each -> addresses.add(address("InternalIP", each)));
        external.ifPresent(each -> addresses.add(address("ExternalIP", each)));
        if (addresses.isEmpty()) {
            throw new IOException("unable to find suitable IP address for node " + node + " with IP family " + family);
        }
        return addresses;
    }

    private static NodeAddress address(String type, Candidate candidate) {
        return new NodeAddress().withType(type).withAddress(candidate.text());
    }

    private static List<Candidate> without(List<Candidate> candidates, List<Cidr> excluded) {
        return candidates.stream()
                .filter(each -> excluded.stream().noneMatch(range -> range.contains(each.address())))
                .toList();
    }

    private static Optional<Candidate> chosen(List<Candidate> candidates, List<Cidr> ranges, String network) {
        for (Cidr range : ranges) {
            Optional<Candidate> inside = first(candidates, each -> range.contains(each.address()));
            if (inside.isPresent()) {
                return inside;
            }
        }
        return network.isEmpty() ? Optional.empty() : first(candidates, each -> isOn(each.network(), network));
    }

    private static Optional<Candidate> first(List<Candidate> candidates, Predicate<Candidate> rule) {
        return candidates.stream().filter(rule).findFirst();
    }

    private static boolean isOn(String network, String named) {
        return network.equalsIgnoreCase(named);
    }
}
