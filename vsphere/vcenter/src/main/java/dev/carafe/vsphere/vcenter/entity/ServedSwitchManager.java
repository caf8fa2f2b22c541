package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.inventory.SwitchDefaults;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DVSFeatureCapability;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroup;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchManager;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchManagerProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchProductSpec;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds distributed switches, and says what they can be. */
public record ServedSwitchManager(ManagedObjectReference<DistributedVirtualSwitchManager> reference, VCenter vcenter)
        implements DistributedVirtualSwitchManager, ServedObject {
    /** A manager among the server's objects. */
    public static void open(ManagedObjectReference<DistributedVirtualSwitchManager> reference, VCenter vcenter) {
        vcenter.registry()
                .change(changes -> changes.add(
                        new ServedSwitchManager(reference, vcenter),
                        DistributedVirtualSwitchManagerProperties.builder().build()));
    }

    private Entity.DistributedSwitch byUuid(String uuid) {
        return vcenter.inventory().all(Entity.DistributedSwitch.class).stream()
                .filter(of -> of.config().uuid().equals(uuid))
                .findFirst()
                .orElseThrow(() -> notFound("There is no distributed switch of the UUID '" + uuid + "'."));
    }

    private static FaultException notFound(String why) {
        return NotFound.builder().build().exception(why);
    }

    @Override
    public @Nullable ManagedObjectReference<? extends DistributedVirtualSwitch> queryDvsByUuid(String uuid) {
        return References.distributedSwitch(byUuid(uuid).id());
    }

    @Override
    public @Nullable ManagedObjectReference<DistributedVirtualPortgroup> dVSManagerLookupDvPortGroup(
            String switchUuid, String portgroupKey) {
        Entity.DistributedSwitch of = byUuid(switchUuid);
        return vcenter.inventory()
                .read(all -> all.heldBy(of.id(), Entity.DistributedPortgroup.class).stream()
                        .filter(group -> group.id().equals(portgroupKey))
                        .findFirst())
                .map(group -> References.portgroup(group.id()))
                .orElseThrow(() -> notFound(
                        "The switch '" + of.name() + "' has no port group of the key '" + portgroupKey + "'."));
    }

    @Override
    public List<DistributedVirtualSwitchProductSpec> queryAvailableDvsSpec(@Nullable Boolean recommended) {
        return List.of(SwitchDefaults.product());
    }

    @Override
    public @Nullable DVSFeatureCapability queryDvsFeatureCapability(
            @Nullable DistributedVirtualSwitchProductSpec switchProductSpec) {
        return SwitchDefaults.capability().featuresSupported();
    }
}
