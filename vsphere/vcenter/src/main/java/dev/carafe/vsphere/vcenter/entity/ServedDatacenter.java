package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterAttemptedVmInfo;
import dev.carafe.vsphere.vim.vim25.ClusterNotAttemptedVmInfo;
import dev.carafe.vsphere.vim.vim25.ClusterPowerOnVmResult;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterConfigSpec;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.HostConnectInfo;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A datacenter. */
final class ServedDatacenter implements Datacenter, ServedObject {
    private final ManagedObjectReference<Datacenter> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedDatacenter(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.datacenter(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<Datacenter> reference() {
        return reference;
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it is always what the inventory is
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("Datacenter", newName);
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.destroy("Datacenter");
    }

    @Override
    public ManagedObjectReference<Task> reconfigureDatacenter_Task(DatacenterConfigSpec spec, boolean modify) {
        return actions.start("Datacenter.reconfigure", _ -> {
            vcenter.registry()
                    .change(changes -> changes.update(
                            reference,
                            DatacenterProperties.class,
                            properties -> properties.toBuilder()
                                    .configuration(requireNonNull(properties.configuration()).toBuilder()
                                            .defaultHardwareVersionKey(spec.defaultHardwareVersionKey())
                                            .maximumHardwareVersionKey(spec.maximumHardwareVersionKey())
                                            .build())
                                    .build()));
            return null;
        });
    }

    @Override
    public HostConnectInfo queryConnectionInfo(
            String hostname,
            int port,
            String username,
            String password,
            @Nullable String sslThumbprint,
            @Nullable String sslCertificate) {
        return queryConnectionInfoViaSpec(HostConnectSpec.builder()
                .hostName(hostname)
                .port(port)
                .userName(username)
                .password(password)
                .sslThumbprint(sslThumbprint)
                .force(false)
                .build());
    }

    @Override
    public HostConnectInfo queryConnectionInfoViaSpec(HostConnectSpec spec) {
        try {
            return vcenter.hosts().members().look(spec);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SystemError.builder()
                    .reason("interrupted")
                    .build()
                    .exception("The look at the host was interrupted.");
        }
    }

    @Override
    public ManagedObjectReference<Task> powerOnMultiVM_Task(
            List<ManagedObjectReference<VirtualMachine>> vm, List<OptionValue> option) {
        return actions.start("Datacenter.powerOnVm", _ -> {
            List<ClusterAttemptedVmInfo> attempted = new ArrayList<>();
            List<ClusterNotAttemptedVmInfo> others = new ArrayList<>();
            for (ManagedObjectReference<VirtualMachine> one : vm) {
                try {
                    attempted.add(new ClusterAttemptedVmInfo(one, powerOn(one)));
                } catch (FaultException e) {
                    if (!(e.fault() instanceof MethodFault fault)) {
                        throw e;
                    }
                    others.add(new ClusterNotAttemptedVmInfo(one, new LocalizedMethodFault(fault, e.getMessage())));
                }
            }
            return ClusterPowerOnVmResult.builder()
                    .attempted(attempted)
                    .notAttempted(others)
                    .build();
        });
    }

    @SuppressWarnings("unchecked")
    private @Nullable ManagedObjectReference<Task> powerOn(ManagedObjectReference<VirtualMachine> vm) {
        Entity.VirtualMachine machine = vcenter.inventory().read(all -> ServedVirtualMachine.machine(all, vm.value()));
        return (ManagedObjectReference<Task>)
                vcenter.hosts().forward(machine.host(), vm, VCenter.method("PowerOnVM_Task"), new @Nullable Object[1]);
    }
}
