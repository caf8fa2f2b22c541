package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.ExpectedMachine;
import dev.carafe.vsphere.vcenter.host.MachinePlace;
import dev.carafe.vsphere.vcenter.host.PortsKept;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineImportSpec;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has hosts make, register and import virtual machines, and puts these where they belong. */
record MachineMaker(VCenter vcenter) {
    private static final ManagedMethod CREATE = VCenter.method("CreateVM_Task");
    private static final ManagedMethod REGISTER = VCenter.method("RegisterVM_Task");
    private static final ManagedMethod IMPORT = VCenter.method("ImportVApp");

    ManagedObjectReference<Task> create(
            ManagedObjectReference<Folder> folder,
            VirtualMachineConfigSpec config,
            String pool,
            @Nullable String host) {
        requireVmFolder(folder.value());
        return vcenter.tasks().startBeside(folder, "Folder.createVm", false, progress -> {
            String name = config.name();
            if (name == null) {
                throw InvalidArgument.builder()
                        .invalidProperty("config.name")
                        .build()
                        .exception("A virtual machine needs a name.");
            }
            String compute = owner(pool);
            String on = new Placer(vcenter).host(compute, host, new MachineDemand(vcenter).of(config, compute));
            return made(
                    on,
                    new MachinePlace(name, folder.value(), pool),
                    config.deviceChange(),
                    progress.task(),
                    true,
                    () -> vcenter.hosts()
                            .calls()
                            .carryOut(
                                    on, folder, CREATE, progress, config, References.pool(pool), References.host(on)));
        });
    }

    ManagedObjectReference<Task> register(
            ManagedObjectReference<Folder> folder,
            String path,
            @Nullable String name,
            boolean asTemplate,
            @Nullable String pool,
            @Nullable String host) {
        requireVmFolder(folder.value());
        return vcenter.tasks()
                .startBeside(
                        folder,
                        "Folder.registerVm",
                        false,
                        progress -> registered(folder, path, name, asTemplate, pool, host, progress));
    }

    private @Nullable Object registered(
            ManagedObjectReference<Folder> folder,
            String path,
            @Nullable String name,
            boolean asTemplate,
            @Nullable String pool,
            @Nullable String host,
            TaskProgress progress)
            throws InterruptedException {
        String compute;
        if (pool != null) {
            compute = owner(pool);
        } else if (host != null) {
            compute = Objects.requireNonNull(
                    vcenter.inventory().read(all -> HostRules.host(all, host)).parent());
        } else {
            throw InvalidArgument.builder()
                    .invalidProperty("pool")
                    .build()
                    .exception("A virtual machine is registered in a resource pool, a template on a host; say which.");
        }
        Placer placer = new Placer(vcenter);
        String on = placer.host(compute, host, new Demand(0, 0, placer.datastores(path, compute), Set.of()));
        String expected = name == null ? nameIn(path) : name;
        return made(
                on,
                new MachinePlace(expected, folder.value(), asTemplate ? null : pool),
                List.of(),
                progress.task(),
                true,
                () -> vcenter.hosts()
                        .calls()
                        .carryOut(
                                on,
                                folder,
                                REGISTER,
                                progress,
                                path,
                                name,
                                asTemplate,
                                pool == null ? null : References.pool(pool),
                                References.host(on)));
    }

    /** What the machine of a configuration file is likely to be called. */
    private static String nameIn(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.endsWith(".vmx") ? file.substring(0, file.length() - ".vmx".length()) : file;
    }

    @SuppressWarnings("unchecked")
    ManagedObjectReference<HttpNfcLease> importMachine(
            ManagedObjectReference<ResourcePool> pool,
            ImportSpec spec,
            ManagedObjectReference<? extends Folder> folder,
            @Nullable String host) {
        requireVmFolder(folder.value());
        if (!(spec instanceof VirtualMachineImportSpec machine)) {
            throw NotSupported.builder()
                    .build()
                    .exception("Only single virtual machines can be imported, no virtual apps.");
        }
        String compute = owner(pool.value());
        String on =
                new Placer(vcenter).host(compute, host, new MachineDemand(vcenter).of(machine.configSpec(), compute));
        String name = machine.configSpec().name();
        try {
            return (ManagedObjectReference<HttpNfcLease>) Objects.requireNonNull(made(
                    on,
                    new MachinePlace(name == null ? "" : name, folder.value(), pool.value()),
                    machine.configSpec().deviceChange(),
                    null,
                    true,
                    () -> vcenter.hosts().forward(on, pool, IMPORT, spec, folder, References.host(on))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void requireVmFolder(String folder) {
        FolderRules.requireHolds(vcenter.inventory().read(all -> FolderRules.folder(all, folder)), "VirtualMachine");
    }

    private String owner(String pool) {
        return vcenter.inventory().read(all -> PoolRules.pool(all, pool)).owner();
    }

    /**
     * Makes a machine on a host, and returns what vCenter calls it once it is where it was to be.
     *
     * @param devices those that it is to have
     * @param task the task that has it made; null for none
     * @param whole whether that task has nothing more to do then
     */
    @Nullable
    Object made(
            String host,
            MachinePlace place,
            List<VirtualDeviceConfigSpec> devices,
            @Nullable ManagedObjectReference<Task> task,
            boolean whole,
            ExpectedMachine.Making making)
            throws InterruptedException {
        PortsKept kept = vcenter.hosts().keepPorts(host, place, task, devices);
        ExpectedMachine machine;
        try {
            machine = vcenter.hosts().arrivals().expect(host, place, task, whole);
        } catch (FaultException e) {
            if (kept != null) {
                vcenter.hosts().free(kept);
            }
            throw e;
        }
        return machine.make(() -> {
            // after the name was taken: what another call made by it until then is in the inventory
            vcenter.inventory().read(all -> EntityNames.free(all, place.folder(), place.name(), ""));
            return making.call();
        });
    }
}
