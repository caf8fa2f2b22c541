package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.network.NetworkException;
import dev.carafe.vsphere.esxi.network.PortGroup;
import dev.carafe.vsphere.esxi.network.SecurityPolicy;
import dev.carafe.vsphere.esxi.network.VirtualSwitch;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostNetworkPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkSecurityPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystem;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostPortGroupSpec;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchBondBridge;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSimpleBridge;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSpec;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.PhysicalNicHintInfo;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the host's virtual switches and port groups. */
record ServedNetworkSystem(ManagedObjectReference<HostNetworkSystem> reference, HostModel host, HostNetworks networks)
        implements HostNetworkSystem, ServedObject {
    static final ManagedObjectReference<HostNetworkSystem> REFERENCE =
            new ManagedObjectReference<>("HostNetworkSystem", "networkSystem");

    private static final int MTU = 1500;

    /** A change of the host's network. */
    private interface Change {
        void make() throws NetworkException;
    }

    static void addTo(Changes changes, HostModel host, HostAddresses addresses, HostNetworks networks) {
        changes.add(
                new ServedNetworkSystem(REFERENCE, host, networks),
                HostNetworkSystemProperties.builder()
                        .capabilities(HostNetworkView.capabilities())
                        .networkInfo(HostNetworkView.info(host, addresses))
                        .dnsConfig(HostNetworkView.dns(host, addresses))
                        .build());
    }

    private void change(String name, Change change) {
        try {
            change.make();
        } catch (NetworkException e) {
            throw fault(e, name);
        }
        networks.publish();
    }

    @Override
    public void addVirtualSwitch(String vswitchName, @Nullable HostVirtualSwitchSpec spec) {
        change(
                vswitchName,
                () -> networks.network()
                        .addSwitch(
                                vswitchName,
                                spec == null || spec.mtu() == null ? MTU : spec.mtu(),
                                spec == null ? VirtualSwitch.PORTS : spec.numPorts(),
                                spec == null ? Optional.empty() : uplink(spec),
                                security(spec == null ? null : spec.policy(), SecurityPolicy.STRICT)));
    }

    @Override
    public void updateVirtualSwitch(String vswitchName, HostVirtualSwitchSpec spec) {
        VirtualSwitch before = networks.network().switches().stream()
                .filter(each -> each.name().equals(vswitchName))
                .findFirst()
                .orElseThrow(() -> notFound("There is no virtual switch '" + vswitchName + "'."));
        change(
                vswitchName,
                () -> networks.network()
                        .updateSwitch(
                                vswitchName,
                                spec.mtu() == null ? before.mtu() : spec.mtu(),
                                spec.numPorts(),
                                uplink(spec),
                                security(spec.policy(), before.security())));
    }

    @Override
    public void removeVirtualSwitch(String vswitchName) {
        change(vswitchName, () -> networks.network().removeSwitch(vswitchName));
    }

    @Override
    public void addPortGroup(HostPortGroupSpec portgrp) {
        change(portgrp.name(), () -> networks.network().addPortGroup(group(portgrp, null)));
    }

    @Override
    public void updatePortGroup(String pgName, HostPortGroupSpec portgrp) {
        PortGroup before = networks.network().portGroups().stream()
                .filter(each -> each.name().equals(pgName))
                .findFirst()
                .orElseThrow(() -> notFound("There is no port group '" + pgName + "'."));
        change(portgrp.name(), () -> networks.network().updatePortGroup(pgName, group(portgrp, before)));
    }

    @Override
    public void removePortGroup(String pgName) {
        change(pgName, () -> networks.network().removePortGroup(pgName));
    }

    @Override
    public void refreshNetworkSystem() {
        networks.publish();
    }

    /** Linux tells nothing of what is at the other end of a card. */
    @Override
    public List<PhysicalNicHintInfo> queryNetworkHint(List<String> device) {
        List<String> cards =
                host.facts().nics().stream().map(nic -> nic.device()).toList();
        for (String each : device) {
            if (!cards.contains(each)) {
                throw notFound("There is no physical network card '" + each + "'.");
            }
        }
        return (device.isEmpty() ? cards : device)
                .stream()
                        .map(each -> PhysicalNicHintInfo.builder().device(each).build())
                        .toList();
    }

    /** @param before what it takes the place of: its gateway, which vSphere has no word for, stays */
    private static PortGroup group(HostPortGroupSpec spec, @Nullable PortGroup before) {
        HostNetworkSecurityPolicy own = spec.policy().security();
        boolean inherits = own == null || (own.macChanges() == null && own.forgedTransmits() == null);
        return new PortGroup(
                spec.name(),
                spec.vswitchName(),
                spec.vlanId(),
                inherits ? Optional.empty() : Optional.of(security(spec.policy(), SecurityPolicy.STRICT)),
                before == null ? Optional.empty() : before.gateway());
    }

    private static SecurityPolicy security(@Nullable HostNetworkPolicy policy, SecurityPolicy otherwise) {
        HostNetworkSecurityPolicy security = policy == null ? null : policy.security();
        if (security == null) {
            return otherwise;
        }
        if (Boolean.TRUE.equals(security.allowPromiscuous())) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec.policy.security.allowPromiscuous")
                    .build()
                    .exception("Promiscuous ports are not there: a Linux bridge gives no port the frames of others.");
        }
        return new SecurityPolicy(
                security.macChanges() == null ? otherwise.macChanges() : security.macChanges(),
                security.forgedTransmits() == null ? otherwise.forgedTransmits() : security.forgedTransmits());
    }

    private static Optional<String> uplink(HostVirtualSwitchSpec spec) {
        return switch (spec.bridge()) {
            case null -> Optional.empty();
            case HostVirtualSwitchBondBridge bond
            when bond.nicDevice().size() <= 1 -> bond.nicDevice().stream().findFirst();
            case HostVirtualSwitchSimpleBridge simple -> Optional.of(simple.nicDevice());
            default ->
                throw InvalidArgument.builder()
                        .invalidProperty("spec.bridge")
                        .build()
                        .exception("A virtual switch has one uplink at most.");
        };
    }

    private static FaultException notFound(String message) {
        return NotFound.builder().build().exception(message);
    }

    static FaultException fault(NetworkException e, String name) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case ALREADY_EXISTS -> AlreadyExists.builder().name(name).build().exception(message);
            case NOT_FOUND -> notFound(message);
            case IN_USE -> ResourceInUse.builder().name(name).build().exception(message);
            case INVALID -> InvalidArgument.builder().build().exception(message);
            case UNSUPPORTED, FAILED -> HostConfigFault.builder().build().exception(message);
        };
    }
}
