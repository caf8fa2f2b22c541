package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.SnapshotSelectionSpec;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestQuiesceSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineMovePriority;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuestionInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineTicket;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual machine as clients see it: each method a task of the machine's, or an answer from what is known. */
final class ServedVirtualMachine implements VirtualMachine, ServedObject {
    private final Machine machine;
    private final VirtualMachines machines;

    ServedVirtualMachine(Machine machine, VirtualMachines machines) {
        this.machine = machine;
        this.machines = machines;
    }

    @Override
    public ManagedObjectReference<VirtualMachine> reference() {
        return machine.reference();
    }

    private ManagedObjectReference<Task> task(String name, TaskBody body) {
        String id = name.contains(".") ? name : "VirtualMachine." + name;
        return machine.host().services().tasks().start(machine.reference(), id, progress -> {
            // One that leaves may be broken, and another host may have it on: its files stay.
            return (name.equals("unregister") ? body : whole(body)).run(progress);
        });
    }

    /** What takes a machine whose files can be read, as {@link #claimed} does. */
    private TaskBody whole(TaskBody body) {
        return progress -> {
            machine.folder().file(machine.folder().vmx()); // says so when its datastore is not accessible
            if (VirtualMachines.isBroken(machine.state())) {
                throw VmFaults.config(machine.folder().vmx() + " cannot be read");
            }
            return claimed(body).run(progress);
        };
    }

    /** What changes the machine, as one of all hosts that may know it. */
    private TaskBody claimed(TaskBody body) {
        return progress -> {
            try (Claim _ = Claim.take(machine)) {
                return body.run(progress);
            }
        };
    }

    /** For methods that answer when it is done: also they take their turn among the machine's tasks. */
    private void await(String name, TaskBody body) {
        try {
            TaskInfo end = machine.host().services().tasks().await(task(name, body));
            if (end.error() != null) {
                throw new FaultException(end.error().fault(), end.error().localizedMessage());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw VmFaults.system("the server ends");
        }
    }

    @Override
    public ManagedObjectReference<Task> powerOnVM_Task(@Nullable ManagedObjectReference<HostSystem> host) {
        if (host != null && !host.value().equals(machine.host().place().host().value())) {
            throw Faults.invalidArgument("host", "this machine is not on " + host.value());
        }
        return task("powerOn", _ -> {
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
        return machine.host().services().tasks().start(machine.reference(), "VirtualMachine.powerOff", progress -> {
            // QEMU ends without its files, and what runs here is nobody else's.
            boolean withoutFiles =
                    machine.process().isPresent() && !machine.folder().isReachable();
            return (withoutFiles ? off : whole(off)).run(progress);
        });
    }

    @Override
    public ManagedObjectReference<Task> resetVM_Task() {
        return task("reset", _ -> {
            new Power(machine).reset();
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> suspendVM_Task() {
        return task("suspend", _ -> {
            new Power(machine).suspend();
            return null;
        });
    }

    @Override
    public void shutdownGuest() {
        endGuest(GuestTools.Ending.POWER_OFF);
    }

    @Override
    public void rebootGuest() {
        endGuest(GuestTools.Ending.REBOOT);
    }

    @Override
    public void standbyGuest() {
        endGuest(GuestTools.Ending.STANDBY);
    }

    private void endGuest(GuestTools.Ending ending) {
        MachineProcess process = machine.running();
        GuestTools guests = machine.host().ground().guests();
        if (guests.info(process.placement().guestAgentSocket()).isEmpty()) {
            throw VmFaults.toolsUnavailable();
        }
        try {
            guests.shutDown(process.placement().guestAgentSocket(), ending);
        } catch (IOException deaf) {
            throw VmFaults.toolsUnavailable();
        }
    }

    @Override
    public void answerVM(String questionId, String answerChoice) {
        Optional<VirtualMachineQuestionInfo> asked = machine.state().live().question();
        if (asked.isEmpty() || !asked.get().id().equals(questionId)) {
            throw InvalidArgument.builder()
                    .invalidProperty("questionId")
                    .build()
                    .exception("A specified parameter was not correct: questionId: the machine asks no such question");
        }
        MachineProcess process = machine.running();
        switch (answerChoice) {
            case PowerListener.RETRY -> {
                try {
                    process.monitor().cont();
                } catch (IOException refused) {
                    throw VmFaults.system(String.valueOf(refused.getMessage()));
                }
            }
            case PowerListener.POWER_OFF ->
                await("answer", _ -> {
                    new Power(machine).off();
                    return null;
                });
            default -> throw Faults.invalidArgument("answerChoice", "'" + answerChoice + "' is no choice");
        }
    }

    @Override
    public ManagedObjectReference<Task> reconfigVM_Task(VirtualMachineConfigSpec spec) {
        return task("reconfigure", _ -> {
            new ReconfigureTask(machine).run(spec);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> upgradeVM_Task(@Nullable String version) {
        return task("upgradeVirtualHardware", _ -> {
            new Upgrade(machine).run(version);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> promoteDisks_Task(boolean unlink, List<VirtualDisk> disks) {
        return task("promoteDisks", progress -> {
            new Promotion(machine).run(unlink, disks, progress);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return machine.host().services().tasks().start(machine.reference(), "VirtualMachine.rename", claimed(_ -> {
            new Naming(machine).rename(newName);
            return null;
        }));
    }

    @Override
    public void reload() {
        await("reload", _ -> {
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
        return machine.host().services().tasks().start(machine.reference(), "VirtualMachine.destroy", _ -> {
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
        await("unregister", _ -> {
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
        await("markAsTemplate", _ -> {
            Templates.mark(machine, true);
            show(null);
            return null;
        });
    }

    @Override
    public void markAsVirtualMachine(
            ManagedObjectReference<? extends ResourcePool> pool, @Nullable ManagedObjectReference<HostSystem> host) {
        await("markAsVirtualMachine", _ -> {
            Templates.mark(machine, false);
            show(pool);
            return null;
        });
    }

    private void show(@Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        machine.host().inPool(machine, pool);
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
                        progress ->
                                new CloneTask(machine, machines, this::showSnapshots).run(into, name, spec, progress));
    }

    @Override
    public ManagedObjectReference<Task> relocateVM_Task(
            VirtualMachineRelocateSpec spec, @Nullable VirtualMachineMovePriority priority) {
        return task("relocate", progress -> {
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
        return task("customize", _ -> {
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
        return task("createScreenshot", _ -> new Screenshot(machine).take());
    }

    @Override
    public ManagedObjectReference<Task> createSnapshot_Task(
            String name, @Nullable String description, boolean memory, boolean quiesce) {
        return task("createSnapshot", _ -> {
            Templates.refuse(machine);
            var made = new SnapshotCreate(machine).run(name, description == null ? "" : description, memory, quiesce);
            showSnapshots();
            return made;
        });
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
        return task("revertToCurrentSnapshot", _ -> {
            int current = machine.state()
                    .snapshots()
                    .current()
                    .orElseThrow(() -> VmFaults.notFound("the machine has no snapshot"));
            revert(current, Boolean.TRUE.equals(suppressPowerOn));
            return null;
        });
    }

    /** Goes back to a snapshot, on behalf of its object. */
    ManagedObjectReference<Task> revertTask(String name, int uid, boolean suppressPowerOn) {
        return machine.host().services().tasks().start(machine.reference(), name, claimed(_ -> {
            revert(uid, suppressPowerOn);
            return null;
        }));
    }

    private void revert(int uid, boolean suppressPowerOn) throws InterruptedException {
        new SnapshotRevert(machine).run(uid, suppressPowerOn);
        showSnapshots();
    }

    /** Removes a snapshot, on behalf of its object. */
    ManagedObjectReference<Task> removeTask(int uid, boolean children, boolean consolidate) {
        return machine.host().services().tasks().start(machine.reference(), "vm.Snapshot.remove", claimed(progress -> {
            new SnapshotRemove(machine).one(uid, children, consolidate, progress);
            showSnapshots();
            return null;
        }));
    }

    @Override
    public ManagedObjectReference<Task> removeAllSnapshots_Task(
            @Nullable Boolean consolidate, @Nullable SnapshotSelectionSpec spec) {
        return task("removeAllSnapshots", progress -> {
            new SnapshotRemove(machine).all(!Boolean.FALSE.equals(consolidate), progress);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> consolidateVMDisks_Task() {
        return task("consolidateDisks", progress -> {
            new Merges(machine).run(progress);
            return null;
        });
    }

    /** Gives a snapshot another name or description, on behalf of its object. */
    void renameSnapshot(int uid, @Nullable String name, @Nullable String description) {
        await("vm.Snapshot.rename", _ -> {
            VmsdFile before = machine.state().snapshots();
            List<VmsdFile.Snapshot> renamed = before.snapshots().stream()
                    .map(snapshot -> snapshot.uid() != uid
                            ? snapshot
                            : snapshot.withText(
                                    name == null ? snapshot.displayName() : name,
                                    description == null ? snapshot.description() : description))
                    .toList();
            machine.snapshots(new VmsdFile(before.lastUid(), before.current(), renamed));
            showSnapshots();
            return null;
        });
    }

    /** Puts the machine's snapshots among the objects, and those that are gone away. */
    void showSnapshots() {
        SnapshotObjects.show(machine, this);
    }

    Machine machine() {
        return machine;
    }
}
