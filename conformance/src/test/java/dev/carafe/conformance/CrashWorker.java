package dev.carafe.conformance;

import dev.carafe.conformance.CrashMachine.Snapshot;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.DeviceList;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineMovePriority;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateDiskMoveOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Works on machines of its own through vCenter, one operation after another, each at random but possible, and knows what it
 * was told of each. It ends at the first operation whose outcome it was not told, or when it is asked to.
 *
 * <p>Its state is read by others only when it does not run.
 */
final class CrashWorker {
    private static final int MACHINES_MAX = 3;
    private static final int DISKS_MAX = 3;
    private static final int SNAPSHOTS_MAX = 3;
    private static final long DISK_BYTES = 4L << 20;
    private static final long MEMORY_MB = 64;

    /**
     * An operation that has begun.
     *
     * @param before the machine without it; null for none
     * @param after all that it may be after it, best first; null in it for no machine
     */
    record Doing(String what, @Nullable CrashMachine before, List<@Nullable CrashMachine> after) {}

    /** Starts an operation's task; null where it has none and is done. */
    @FunctionalInterface
    private interface Starting {
        @Nullable
        ManagedObjectReference<Task> start() throws IOException, InterruptedException;
    }

    /** What the names of moves to another host begin with. */
    private static final String MIGRATE = "migrate ";

    private final String name;
    private final Semaphore moving;
    private final Random random;
    private final CrashPlaces places;
    private final List<CrashMachine> machines = new ArrayList<>();
    private final Map<String, Integer> liveMoves = new TreeMap<>();
    private final List<String> history = new ArrayList<>();
    private int names;
    private int done;
    private @Nullable Doing doing;
    private @Nullable ManagedObjectReference<Task> task;
    private @Nullable String why;
    private String touched = "";
    private boolean moved;
    private volatile boolean asked;
    private volatile boolean importing;

    /** @param moving is released when a machine that is on begins to move to another host */
    CrashWorker(String name, long seed, CrashPlaces places, Semaphore moving) {
        this.name = name;
        this.moving = moving;
        this.random = new Random(seed);
        this.places = places;
    }

    CrashPlaces places() {
        return places;
    }

    /** The name that the machine of the last operation has. */
    String touched() {
        return touched;
    }

    /** Whether the last operation was a move to another host. */
    boolean moved() {
        return moved;
    }

    /** How often each machine went to another host while it was on, by its id; machines that are gone too. */
    Map<String, Integer> liveMoves() {
        return liveMoves;
    }

    /** What it was told of all its machines, without what {@link #doing} may have changed. */
    List<CrashMachine> machines() {
        return machines;
    }

    /** The operation whose outcome it was not told; null for none. */
    @Nullable
    Doing doing() {
        return doing;
    }

    /** The task of that operation, where it was told of it. */
    @Nullable
    ManagedObjectReference<Task> task() {
        return task;
    }

    /** Why it was not told. */
    @Nullable
    String why() {
        return why;
    }

    /** How many operations it was told to be done. */
    int done() {
        return done;
    }

    /** All that it did, for failures. */
    List<String> history() {
        return history;
    }

    /** Has it end after the operation at work. */
    void end() {
        asked = true;
    }

    /** Whether it is importing a machine; read by any thread. */
    boolean isImporting() {
        return importing;
    }

    /** Settles the operation whose outcome was not told. */
    void settle(@Nullable CrashMachine outcome) {
        Doing settled = java.util.Objects.requireNonNull(doing);
        history.add("settled " + settled.what() + " as " + outcome);
        touched = outcome == null ? "" : outcome.shape().name();
        put(settled.before(), outcome);
        count(settled, outcome);
        doing = null;
        importing = false;
        task = null;
        why = null;
    }

    /** Works until it is asked to end or is not told an outcome; anything but that is thrown. */
    void run(VSphereClient client) throws InterruptedException {
        asked = false;
        while (!asked) {
            try {
                step(client);
            } catch (IOException | UncheckedIOException e) {
                why = e.toString();
                history.add("  not told: " + why);
                return;
            } catch (FaultException e) {
                why = e.fault().getClass().getSimpleName() + ": " + e.getMessage();
                history.add("  failed: " + why);
                return;
            }
        }
    }

    private void step(VSphereClient client) throws IOException, InterruptedException {
        if (machines.isEmpty() || (machines.size() < MACHINES_MAX && random.nextInt(4) == 0)) {
            if (random.nextInt(3) == 0) {
                importOne(client);
            } else {
                create(client);
            }
            return;
        }
        CrashMachine machine = machines.get(random.nextInt(machines.size()));
        if (!machine.registered()) {
            register(client, machine);
        } else if (machine.shape().template()) {
            template(client, machine);
        } else {
            switch (random.nextInt(places.hosts().size() > 1 ? 20 : 12)) {
                case 0, 1, 2 -> power(client, machine);
                case 3 -> snapshot(client, machine);
                case 4 -> revert(client, machine);
                case 5 -> removeSnapshots(client, machine);
                case 6 -> clone(client, machine);
                case 7, 8 -> disks(client, machine);
                case 9 -> rename(client, machine);
                case 10 -> move(client, machine);
                case 11 -> leave(client, machine);
                default -> migrate(client, machine);
            }
        }
    }

    private void create(VSphereClient client) throws IOException, InterruptedException {
        CrashMachine after = CrashMachine.fresh(nextName(), anyFolder().value(), anyHost(), 1, null);
        VirtualMachineConfigSpec spec = fresh(after.shape().name());
        made(
                client,
                new Doing("create " + after.shape().name(), null, List.of(after)),
                () -> Folder.stub(
                                client.connection(), places.folder(after.shape().folder()))
                        .createVM_Task(spec, places.pool(), host(after)));
    }

    /** A machine with one disk. */
    static VirtualMachineConfigSpec fresh(String name) {
        return VirtualMachineConfigSpec.builder()
                .name(name)
                .numCPUs(1)
                .memoryMB(MEMORY_MB)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + CrashPlaces.SHARED + "]")
                        .build())
                .deviceChange(DeviceChanges.ofNewMachine()
                        .addDisk(DISK_BYTES, null, "")
                        .list())
                .build();
    }

    /** A lease and what is sent under it; it has a task on the host alone. */
    private void importOne(VSphereClient client) throws IOException, InterruptedException {
        CrashMachine after = CrashMachine.fresh(nextName(), anyFolder().value(), anyHost(), 1, null);
        importing = true;
        doing = new Doing("import " + after.shape().name(), null, List.of(after));
        history.add(doing.what());
        ManagedObjectReference<?> imported;
        try (OvfPackage ovf = OvfPackage.open(places.ovf())) {
            imported = new OvfImport(
                            client,
                            places.pool(),
                            places.datastore(),
                            places.folder(after.shape().folder()))
                    .host(host(after))
                    .run(ovf, after.shape().name(), TransferProgress.NONE);
        }
        importing = false;
        made(client, java.util.Objects.requireNonNull(doing), imported);
    }

    private void clone(VSphereClient client, CrashMachine source) throws IOException, InterruptedException {
        if (machines.size() >= MACHINES_MAX) {
            return;
        }
        boolean linked = !source.snapshots().isEmpty() && random.nextBoolean();
        int disks =
                linked ? source.snapshots().getLast().disks() : source.shape().disks();
        String host = linked ? source.shape().host() : anyHost();
        CrashMachine after =
                CrashMachine.fresh(nextName(), anyFolder().value(), host, disks, linked ? source.id() : null);
        List<@Nullable CrashMachine> outcomes = new ArrayList<>();
        outcomes.add(after);
        if (!host.equals(source.shape().host())) {
            outcomes.add(after.on(source.shape().host())); // it is made there and moves
        }
        VirtualMachineCloneSpec spec = VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder()
                        .diskMoveType(
                                linked
                                        ? VirtualMachineRelocateDiskMoveOptions.CREATE_NEW_CHILD_DISK_BACKING.wire()
                                        : null)
                        .pool(places.pool())
                        .host(places.host(host))
                        .build())
                .snapshot(linked ? new VirtualMachineLook(client).currentSnapshot(reference(source)) : null)
                .template(false)
                .powerOn(false)
                .build();
        made(
                client,
                new Doing(
                        (linked ? "linked clone " : "clone ") + after.shape().name() + " of "
                                + source.shape().name(),
                        null,
                        outcomes),
                () -> stub(client, source)
                        .cloneVM_Task(
                                places.folder(after.shape().folder()),
                                after.shape().name(),
                                spec));
    }

    private void register(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        CrashMachine after = machine.in(anyFolder().value()).on(anyHost()).registered(true);
        made(
                client,
                new Doing("register " + machine.file(), machine, List.of(after)),
                () -> Folder.stub(
                                client.connection(), places.folder(after.shape().folder()))
                        .registerVM_Task(machine.file(), machine.shape().name(), false, places.pool(), host(after)));
    }

    private void power(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (machine.is(VirtualMachinePowerState.POWERED_ON) && random.nextInt(3) == 0) {
            does(
                    client,
                    "suspend",
                    machine,
                    machine.power(VirtualMachinePowerState.SUSPENDED),
                    () -> stub(client, machine).suspendVM_Task());
        } else if (machine.is(VirtualMachinePowerState.POWERED_ON)) {
            does(
                    client,
                    "power off",
                    machine,
                    machine.power(VirtualMachinePowerState.POWERED_OFF),
                    () -> stub(client, machine).powerOffVM_Task());
        } else {
            does(
                    client,
                    "power on",
                    machine,
                    machine.power(VirtualMachinePowerState.POWERED_ON),
                    () -> stub(client, machine).powerOnVM_Task(null));
        }
    }

    private void snapshot(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (machine.is(VirtualMachinePowerState.SUSPENDED)
                || machine.snapshots().size() >= SNAPSHOTS_MAX) {
            return;
        }
        boolean memory = random.nextBoolean();
        does(
                client,
                "snapshot" + (memory ? " with memory" : ""),
                machine,
                machine.snapshot(memory),
                () -> stub(client, machine).createSnapshot_Task("s", "", memory, false));
    }

    private void revert(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (machine.snapshots().isEmpty()) {
            return;
        }
        Snapshot last = machine.snapshots().getLast();
        List<@Nullable CrashMachine> after = new ArrayList<>();
        after.add(machine.reverted());
        // Killed midway: it is off already, or has not gone on yet where it was.
        after.add(machine.power(VirtualMachinePowerState.POWERED_OFF));
        after.add(machine.power(VirtualMachinePowerState.POWERED_OFF).disks(last.disks()));
        does(
                client,
                new Doing("revert " + machine.shape().name(), machine, after),
                () -> stub(client, machine).revertToCurrentSnapshot_Task(null, null));
    }

    private void removeSnapshots(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (machine.snapshots().isEmpty() || isLinkedTo(machine)) {
            return;
        }
        does(
                client,
                "remove all snapshots",
                machine,
                machine.withoutSnapshots(),
                () -> stub(client, machine).removeAllSnapshots_Task(true, null));
    }

    private void disks(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (machine.is(VirtualMachinePowerState.SUSPENDED)) {
            return;
        }
        DeviceList devices = new VirtualMachines(client).devices(reference(machine));
        List<VirtualDisk> disks = devices.ofType(VirtualDisk.class);
        boolean less = disks.size() > 1 && machine.snapshots().isEmpty() && !isLinkedTo(machine);
        if (disks.size() >= DISKS_MAX || (less && random.nextBoolean())) {
            if (less) {
                VirtualMachineConfigSpec spec =
                        new DeviceChanges(devices).destroy(disks.getLast()).spec();
                does(
                        client,
                        "remove a disk",
                        machine,
                        machine.disks(disks.size() - 1),
                        () -> stub(client, machine).reconfigVM_Task(spec));
            }
            return;
        }
        if (!machine.snapshots().isEmpty()) {
            return; // a revert would leave its file to nobody, as upstream's does
        }
        VirtualMachineConfigSpec spec =
                new DeviceChanges(devices).addDisk(DISK_BYTES, null, "").spec();
        does(
                client,
                "add a disk",
                machine,
                machine.disks(disks.size() + 1),
                () -> stub(client, machine).reconfigVM_Task(spec));
    }

    private void rename(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        String other = nextName();
        does(
                client,
                "rename to " + other,
                machine,
                machine.named(other),
                () -> stub(client, machine).rename_Task(other));
    }

    private void move(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        ManagedObjectReference<Folder> other = places.folders().stream()
                .filter(each -> !each.value().equals(machine.shape().folder()))
                .findFirst()
                .orElseThrow();
        does(
                client,
                "move to " + other.value(),
                machine,
                machine.in(other.value()),
                () -> Folder.stub(client.connection(), other).moveIntoFolder_Task(List.of(reference(machine))));
    }

    /** To another host, as it is: one that is on goes on there. */
    private void migrate(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        List<ManagedObjectReference<HostSystem>> others = places.hosts().stream()
                .filter(each -> !each.value().equals(machine.shape().host()))
                .toList();
        ManagedObjectReference<HostSystem> other = others.get(random.nextInt(others.size()));
        if (machine.is(VirtualMachinePowerState.POWERED_ON)) {
            moving.release();
        }
        does(
                client,
                MIGRATE + "to " + other.value(),
                machine,
                machine.on(other.value()),
                () -> stub(client, machine)
                        .migrateVM_Task(places.pool(), other, VirtualMachineMovePriority.DEFAULT_PRIORITY, null));
    }

    /** Takes a machine that is off away: as a template, out of the inventory, or for ever. */
    private void leave(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (!machine.is(VirtualMachinePowerState.POWERED_OFF) || isLinkedTo(machine)) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 ->
                does(client, "mark as template", machine, machine.template(true), () -> {
                    stub(client, machine).markAsTemplate();
                    return null;
                });
            case 1 ->
                does(client, "unregister", machine, machine.registered(false), () -> {
                    stub(client, machine).unregisterVM();
                    return null;
                });
            default ->
                does(
                        client,
                        "destroy",
                        machine,
                        null,
                        () -> stub(client, machine).destroy_Task());
        }
    }

    private void template(VSphereClient client, CrashMachine machine) throws IOException, InterruptedException {
        if (random.nextBoolean() && machines.size() < MACHINES_MAX) {
            clone(client, machine);
        } else {
            does(client, "mark as machine", machine, machine.template(false), () -> {
                stub(client, machine).markAsVirtualMachine(places.pool(), host(machine));
                return null;
            });
        }
    }

    private void does(
            VSphereClient client, String what, CrashMachine before, @Nullable CrashMachine after, Starting starting)
            throws IOException, InterruptedException {
        List<@Nullable CrashMachine> outcomes = new ArrayList<>();
        outcomes.add(after);
        does(client, new Doing(what + " " + before.shape().name(), before, outcomes), starting);
    }

    private void does(VSphereClient client, Doing next, Starting starting) throws IOException, InterruptedException {
        await(client, next, starting);
        told(next, next.after().getFirst());
    }

    /** The same for what makes a machine. */
    private void made(VSphereClient client, Doing next, Starting starting) throws IOException, InterruptedException {
        made(client, next, await(client, next, starting));
    }

    private void made(VSphereClient client, Doing next, @Nullable Object made)
            throws IOException, InterruptedException {
        if (!(made instanceof ManagedObjectReference<?> reference)) {
            throw new AssertionError(next + " ended well without a machine");
        }
        CrashMachine after = java.util.Objects.requireNonNull(next.after().getFirst());
        CrashMachine named = after.found(reference.value(), after.file());
        told(next, named);
        String file = new VirtualMachineLook(client).file(reference(named));
        put(named, named.found(named.id(), file));
    }

    private @Nullable Object await(VSphereClient client, Doing next, Starting starting)
            throws IOException, InterruptedException {
        doing = next;
        history.add(next.what());
        ManagedObjectReference<Task> begun = starting.start();
        task = begun;
        return begun == null ? null : new Tasks(client).await(begun, (TaskInfo _) -> {});
    }

    private void told(Doing what, @Nullable CrashMachine after) {
        put(what.before(), after);
        touched = after == null ? "" : after.shape().name();
        count(what, after);
        doing = null;
        task = null;
        done++;
    }

    private void count(Doing what, @Nullable CrashMachine after) {
        CrashMachine before = what.before();
        moved = what.what().startsWith(MIGRATE);
        if (moved
                && before != null
                && before.is(VirtualMachinePowerState.POWERED_ON)
                && after != null
                && !after.shape().host().equals(before.shape().host())) {
            liveMoves.merge(before.id(), 1, Integer::sum);
        }
    }

    private void put(@Nullable CrashMachine before, @Nullable CrashMachine after) {
        if (before != null) {
            machines.remove(before);
        }
        if (after != null) {
            machines.add(after);
        }
    }

    /** Whether another machine's disks lie on this one's. */
    private boolean isLinkedTo(CrashMachine machine) {
        return machines.stream().anyMatch(each -> machine.id().equals(each.linkedTo()));
    }

    private String nextName() {
        return name + "-" + names++;
    }

    private ManagedObjectReference<Folder> anyFolder() {
        return places.folders().get(random.nextInt(places.folders().size()));
    }

    private String anyHost() {
        return places.hosts().get(random.nextInt(places.hosts().size())).value();
    }

    private ManagedObjectReference<HostSystem> host(CrashMachine machine) {
        return places.host(machine.shape().host());
    }

    private static VirtualMachine stub(VSphereClient client, CrashMachine machine) {
        return VirtualMachine.stub(client.connection(), reference(machine));
    }

    private static ManagedObjectReference<VirtualMachine> reference(CrashMachine machine) {
        return new ManagedObjectReference<>("VirtualMachine", machine.id());
    }

    @Override
    public String toString() {
        return name;
    }
}
