package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.SnapshotSelectionSpec;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestQuiesceSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineMovePriority;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineTicket;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A virtual machine as clients see it: each method a task of the machine's, or an answer from what is known. */
final class ServedVirtualMachine implements VirtualMachine, ServedObject {
    private final Machine machine;
    private final VirtualMachines machines;
    private final MachineTasks tasks;
    private final SnapshotTasks snapshots;
    private final GuestRequests guest;

    ServedVirtualMachine(Machine machine, VirtualMachines machines) {
        this.machine = machine;
        this.machines = machines;
        this.tasks = new MachineTasks(machine);
        this.snapshots = new SnapshotTasks(this, machine, tasks);
        this.guest = new GuestRequests(machine, tasks);
    }

    @Override
    public ManagedObjectReference<VirtualMachine> reference() {
        return machine.reference();
    }

    @Override
    public ManagedObjectReference<Task> powerOnVM_Task(@Nullable ManagedObjectReference<HostSystem> host) {
        if (host != null && !host.value().equals(machine.host().place().host().value())) {
            throw Faults.invalidArgument("host", "this machine is not on " + host.value());
        }
        return tasks.task("powerOn", _ -> {
            new Power(machine).on();
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> powerOffVM_Task() {
        TaskBody off = _ -> {
            new Power(machine).off();
            return null;
        };
        return tasks.start("VirtualMachine.powerOff", progress -> {
            // QEMU ends without its files, and what runs here is nobody else's.
            boolean withoutFiles =
                    machine.process().isPresent() && !machine.folder().isReachable();
            return (withoutFiles ? off : tasks.whole(off)).run(progress);
        });
    }

    @Override
    public ManagedObjectReference<Task> resetVM_Task() {
        return tasks.task("reset", _ -> {
            new Power(machine).reset();
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> suspendVM_Task() {
        return tasks.task("suspend", _ -> {
            new Power(machine).suspend();
            return null;
        });
    }

    @Override
    public void shutdownGuest() {
        guest.end(GuestTools.Ending.POWER_OFF);
    }

    @Override
    public void rebootGuest() {
        guest.end(GuestTools.Ending.REBOOT);
    }

    @Override
    public void standbyGuest() {
        guest.end(GuestTools.Ending.STANDBY);
    }

    @Override
    public void answerVM(String questionId, String answerChoice) {
        guest.answer(questionId, answerChoice);
    }

    @Override
    public ManagedObjectReference<Task> reconfigVM_Task(VirtualMachineConfigSpec spec) {
        return tasks.task("reconfigure", _ -> {
            new ReconfigureTask(machine).run(spec);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> upgradeVM_Task(@Nullable String version) {
        return tasks.task("upgradeVirtualHardware", _ -> {
            new Upgrade(machine).run(version);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> promoteDisks_Task(boolean unlink, List<VirtualDisk> disks) {
        return tasks.task("promoteDisks", progress -> {
            new Promotion(machine).run(unlink, disks, progress);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return tasks.start("VirtualMachine.rename", tasks.claimed(_ -> {
            new Naming(machine).rename(newName);
            return null;
        }));
    }

    @Override
    public void reload() {
        tasks.await("reload", _ -> {
            machine.look();
            return null;
        });
    }

    @Override
    public void refreshStorageInfo() {
        machine.look();
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return tasks.start("VirtualMachine.destroy", _ -> {
            try (Claim _ = Claim.takeToRemove(machine)) {
                requireOff();
                machine.requireNoExport();
                // Without its configuration nobody knows whose the disks are: another host may have made it a template.
                boolean known = machine.folder().exists(machine.folder().vmx());
                List<DatastorePath> files = known ? new Destruction(machine).files() : List.of();
                machines.leave(machine, files);
                new Scratch(machine.host()).destroyDoomed(files);
            }
            return null;
        });
    }

    @Override
    public void unregisterVM() {
        tasks.await("unregister", _ -> {
            requireOff();
            machines.leave(machine, List.of());
            return null;
        });
    }

    @Override
    public ManagedObjectReference<HttpNfcLease> exportVm() {
        return machines.leases().export(machine);
    }

    /** Lets a snapshot's disks be read, on behalf of its object. */
    ManagedObjectReference<HttpNfcLease> exportSnapshot(int uid) {
        return machines.leases().export(machine, uid);
    }

    private void requireOff() {
        if (machine.power() == VirtualMachinePowerState.POWERED_ON) {
            throw VmFaults.powerState(machine.power(), VirtualMachinePowerState.POWERED_OFF);
        }
    }

    @Override
    public void markAsTemplate() {
        tasks.await("markAsTemplate", _ -> {
            Templates.mark(machine, true);
            show(null);
            return null;
        });
    }

    @Override
    public void markAsVirtualMachine(
            ManagedObjectReference<? extends ResourcePool> pool, @Nullable ManagedObjectReference<HostSystem> host) {
        tasks.await("markAsVirtualMachine", _ -> {
            ManagedObjectReference<? extends ResourcePool> there =
                    machine.host().pools().required(pool);
            Templates.mark(machine, false);
            show(there);
            return null;
        });
    }

    private void show(@Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        machine.host().pools().move(machine, pool);
    }

    @Override
    public ManagedObjectReference<Task> cloneVM_Task(
            ManagedObjectReference<? extends Folder> folder, String name, VirtualMachineCloneSpec spec) {
        ManagedObjectReference<Folder> into = new ManagedObjectReference<>(folder.type(), folder.value());
        return machine.host()
                .services()
                .tasks()
                .start(
                        machine.reference(),
                        "VirtualMachine.clone",
                        true,
                        progress -> new CloneTask(machine, machines, snapshots::show).run(into, name, spec, progress));
    }

    @Override
    public ManagedObjectReference<Task> relocateVM_Task(
            VirtualMachineRelocateSpec spec, @Nullable VirtualMachineMovePriority priority) {
        return tasks.task("relocate", progress -> {
            new Relocation(machine).run(spec, progress);
            return null;
        });
    }

    @Override
    public void checkCustomizationSpec(CustomizationSpec spec) {
        new Customization(spec).check(machine.state().hardware());
    }

    @Override
    public ManagedObjectReference<Task> customizeVM_Task(CustomizationSpec spec) {
        return tasks.task("customize", _ -> {
            requireOff();
            new Customization(spec).change(machine);
            return null;
        });
    }

    @Override
    public VirtualMachineTicket acquireTicket(String ticketType) {
        MachineProcess process = machine.running();
        return machine.host()
                .ground()
                .consoles()
                .ticket(ticketType, process, machine.folder().vmx().toString());
    }

    @Override
    public int putUsbScanCodes(UsbScanCodeSpec spec) {
        try {
            return machine.host().ground().consoles().type(spec, machine.running());
        } catch (IOException refused) {
            throw VmFaults.system(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public ManagedObjectReference<Task> createScreenshot_Task() {
        return tasks.task("createScreenshot", _ -> new Screenshot(machine).take());
    }

    @Override
    public ManagedObjectReference<Task> createSnapshot_Task(
            String name, @Nullable String description, boolean memory, boolean quiesce) {
        return snapshots.create(name, description, memory, quiesce);
    }

    @Override
    public ManagedObjectReference<Task> createSnapshotEx_Task(
            String name,
            @Nullable String description,
            boolean memory,
            @Nullable VirtualMachineGuestQuiesceSpec quiesceSpec) {
        return createSnapshot_Task(name, description, memory, quiesceSpec != null);
    }

    @Override
    public ManagedObjectReference<Task> revertToCurrentSnapshot_Task(
            @Nullable ManagedObjectReference<HostSystem> host, @Nullable Boolean suppressPowerOn) {
        return snapshots.revertToCurrent(Boolean.TRUE.equals(suppressPowerOn));
    }

    @Override
    public ManagedObjectReference<Task> removeAllSnapshots_Task(
            @Nullable Boolean consolidate, @Nullable SnapshotSelectionSpec spec) {
        return snapshots.removeAll(!Boolean.FALSE.equals(consolidate));
    }

    @Override
    public ManagedObjectReference<Task> consolidateVMDisks_Task() {
        return snapshots.consolidate();
    }

    SnapshotTasks snapshots() {
        return snapshots;
    }

    Machine machine() {
        return machine;
    }
}
