package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.command.CommandFailedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds out what the kernel can do by trying it, in a namespace of its own that is gone afterwards. */
final class KernelProbe {
    private static final String PLAIN = "ip link add name probe type bridge";
    private static final String FILTERING = "ip link add name probe type bridge vlan_filtering 1 vlan_default_pvid 0";
    private static final String VLAN = PLAIN + " && ip link add link probe name probe.5 type vlan id 5";

    private KernelProbe() {}

    static KernelFeatures probe() throws IOException {
        Optional<String> refusal = Optional.empty();
        if (!"root".equals(System.getProperty("user.name"))) {
            refusal = Optional.of("virtual switches need root: the agent may not make bridges");
        } else if (!works("command -v ip")) {
            refusal = Optional.of("virtual switches need the program ip (the package iproute2)");
        } else if (!works(PLAIN)) {
            refusal = Optional.of("virtual switches need a kernel with bridges, and this one refuses to make one");
        } else if (!works("nft list tables")) {
            refusal = Optional.of("virtual switches need nft (the package nftables), by which guests are kept apart");
        }
        if (refusal.isPresent()) {
            return new KernelFeatures(false, false, false, refusal);
        }
        return new KernelFeatures(works(FILTERING), works(VLAN), works("command -v dnsmasq"), refusal);
    }

    private static boolean works(String script) throws IOException {
        try {
            Command.run(List.of("unshare", "-n", "/bin/sh", "-c", script));
            return true;
        } catch (CommandFailedException refused) {
            return false;
        }
    }
}
