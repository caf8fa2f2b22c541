package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemReconnectSpec;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host as vCenter has it: its connection is vCenter's, all else the host does. */
final class ServedHostSystem implements HostSystem, ServedObject {
    private static final Set<String> OWN = Set.of(
            "Reload", "Rename_Task", "Destroy_Task", "ReconnectHost_Task", "DisconnectHost_Task", "setCustomValue");

    private final ManagedObjectReference<HostSystem> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedHostSystem(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.host(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<HostSystem> reference() {
        return reference;
    }

    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        return OWN.contains(method.wsdlName())
                ? HostSystem.super.dispatch(method, arguments)
                : vcenter.hosts().forward(reference.value(), reference, method, arguments);
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it follows the host
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        throw NotSupported.builder().build().exception("A host is called what it was added as.");
    }

    @Override
    public ManagedObjectReference<Task> reconnectHost_Task(
            @Nullable HostConnectSpec cnxSpec, @Nullable HostSystemReconnectSpec reconnectSpec) {
        return actions.start("HostSystem.reconnect", _ -> {
            vcenter.hosts().members().reconnect(reference.value(), cnxSpec);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> disconnectHost_Task() {
        return actions.start("HostSystem.disconnect", _ -> {
            vcenter.hosts().members().disconnect(reference.value());
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("HostSystem.destroy", _ -> {
            Entity.Host host = vcenter.inventory().read(all -> HostRules.host(all, reference.value()));
            boolean inCluster = vcenter.inventory()
                    .read(all -> all.computeResourceOf(host.id()))
                    .filter(Entity.ComputeResource::cluster)
                    .isPresent();
            if (inCluster && inUse()) {
                throw InvalidState.builder()
                        .build()
                        .exception("The host '" + host.name()
                                + "' is connected and not in maintenance mode; disconnect it or enter maintenance mode"
                                + " before it is removed.");
            }
            actions.post("HostRemovedEvent", Map.of());
            actions.removeNow();
            return null;
        });
    }

    private boolean inUse() {
        return vcenter.registry()
                .properties(reference)
                .filter(HostSystemProperties.class::isInstance)
                .map(HostSystemProperties.class::cast)
                .filter(host -> requireNonNull(host.runtime()).connectionState() == HostSystemConnectionState.CONNECTED
                        && !host.runtime().inMaintenanceMode())
                .isPresent();
    }
}
