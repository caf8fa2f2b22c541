package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Unfinished;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.process.PowerEvent;
import dev.carafe.vsphere.esxi.qemu.BlockNodes;
import dev.carafe.vsphere.esxi.qmp.RunState;
import dev.carafe.vsphere.esxi.testing.BootSector;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CpuHotPlugNotSupported;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.MemoryHotPlugNotSupported;
import dev.carafe.vsphere.vim.vim25.MemorySizeNotSupported;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.NumVirtualCpusNotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuestionInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine in a real QEMU, through its managed object. */
@Timeout(300)
class RealVirtualMachineTest {
    @TempDir
    Path folder;

    private TestHost host;
    private ManagedObjectReference<VirtualMachine> reference;
    private SerialLog serial;

    @BeforeEach
    void makeMachine() throws Exception {
        RealQemu.assume();
        host = new TestHost(folder);
        reference = host.create(Specs.small("web"));
        BootSector.install(host.datastore.resolve("web/web-flat.vmdk"));
        serial = new SerialLog(host.datastore.resolve("web/serial.log"));
    }

    @AfterEach
    void end() throws Exception {
        if (host != null) {
            Optional<MachineProcess> left = host.machines.process(reference);
            if (left.isPresent()) {
                ProcessHandle.of(left.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
                // What watches it writes into the folder that is removed next.
                assertThat(left.get().awaitEnd(Duration.ofSeconds(60))).isTrue();
            }
            host.close();
        }
    }

    @Test
    void aMachineIsPoweredResetSuspendedChangedAndDestroyed() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(host.runtime(reference).bootTime()).isNotNull();
        serial.awaitBoots(1);
        assertThatThrownBy(() -> host.done(vm().powerOnVM_Task(null)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidPowerState.class));

        host.done(vm().resetVM_Task());
        serial.awaitBoots(2);

        host.done(vm().suspendVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.SUSPENDED);
        assertThat(host.machines.process(reference)).isEmpty();
        host.done(vm().powerOnVM_Task(null));
        serial.awaitLife();
        assertThat(serial.boots()).as("it went on where it was").isEqualTo(2);

        host.done(vm().reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 2048)))));
        assertThat(Files.exists(host.datastore.resolve("web/web_1.vmdk"))).isTrue();
        VirtualDisk added = (VirtualDisk) host.config(reference).hardware().device().stream()
                .filter(device -> device.key() == 2001)
                .findFirst()
                .orElseThrow();
        assertThat(LiveBlocks.of(process()).nodes()).containsKey(2001);
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.removeWithFile(added))));
        assertThat(LiveBlocks.of(process()).nodes()).doesNotContainKey(2001);
        assertThat(Files.exists(host.datastore.resolve("web/web_1.vmdk"))).isFalse();

        host.done(vm().powerOffVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        host.done(vm().destroy_Task());
        assertThat(host.registry.find(reference)).isEmpty();
        assertThat(Files.exists(host.datastore.resolve("web"))).isFalse();
        assertThat(host.eventTypes())
                .containsSubsequence(
                        "VmCreatedEvent",
                        "VmStartingEvent",
                        "VmPoweredOnEvent",
                        "VmResettingEvent",
                        "VmSuspendingEvent",
                        "VmSuspendedEvent",
                        "VmResumingEvent",
                        "VmPoweredOnEvent",
                        "VmReconfiguredEvent",
                        "VmPoweredOffEvent",
                        "VmRemovedEvent");
    }

    @Test
    void disksGrowCardsComeAndImagesChangeWhileTheGuestRuns() throws Exception {
        host.done(vm().reconfigVM_Task(Specs.changing(
                Specs.add(Specs.emptyDrive(-1)),
                Specs.add(Specs.emptyFloppy(-2)),
                Specs.add(VirtualUSBController.builder()
                        .key(-3)
                        .busNumber(0)
                        .ehciEnabled(true)
                        .build()),
                Specs.add(
                        VirtualUSBXHCIController.builder().key(-4).busNumber(0).build()))));
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        assertThat(process().monitor().devices()).contains("dev8000", "ehci", "dev14000");
        VirtualDisk disk = (VirtualDisk) device(2000);
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.edit(
                disk.toBuilder().capacityInKB(8192).capacityInBytes(null).build()))));
        assertThat(((VirtualDisk) device(2000)).capacityInKB()).isEqualTo(8192);
        assertThat(Files.size(host.datastore.resolve("web/web-flat.vmdk"))).isEqualTo(8 << 20);

        host.done(vm().reconfigVM_Task(Specs.changing(Specs.add(Specs.card(-1)))));
        assertThat(device(4000)).isInstanceOf(VirtualVmxnet3.class);

        Files.write(host.datastore.resolve("a.iso"), new byte[1 << 16]);
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.edit(Specs.image(3000, "[datastore1] a.iso")))));
        assertThat(process().blocks().inserted()).containsEntry("dev3000", "iso3000");
        assertThat(Objects.requireNonNull(device(3000).connectable()).connected())
                .isTrue();
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.edit(Specs.emptyDrive(3000)))));
        assertThat(process().blocks().inserted()).doesNotContainKey("dev3000");

        Files.write(host.datastore.resolve("a.flp"), new byte[1440 << 10]);
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.edit(Specs.floppy(8000, "[datastore1] a.flp")))));
        assertThat(process().blocks().inserted()).containsEntry("dev8000", "iso8000");
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.edit(Specs.emptyFloppy(8000)))));
        assertThat(process().blocks().inserted()).doesNotContainKey("dev8000");

        assertThatThrownBy(() -> host.done(vm().reconfigVM_Task(VirtualMachineConfigSpec.builder()
                        .memoryMB(128L)
                        .build())))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(MemoryHotPlugNotSupported.class));
        serial.awaitLife();
    }

    @Test
    void processorsAndMemoryThatWereAddedOutliveTheAgentASuspendAndASnapshot() throws Exception {
        change(spec -> spec.cpuHotAddEnabled(true).memoryHotAddEnabled(true));
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        long first = host.config(reference).hardware().memoryMB();
        change(spec -> spec.numCPUs(3).memoryMB(first + 128));
        change(spec -> spec.memoryMB(first + 384));
        assertHas(3, first + 384);
        assertThat(process().monitor().devices()).contains("dimm0", "dimm1");
        assertRefused(NumVirtualCpusNotSupported.class, spec -> spec.numCPUs(9));
        assertRefused(CpuHotPlugNotSupported.class, spec -> spec.numCPUs(2));
        assertRefused(MemorySizeNotSupported.class, spec -> spec.memoryMB(first + 388));
        assertRefused(MemoryHotPlugNotSupported.class, spec -> spec.memoryMB(first));

        host.close();
        host = new TestHost(folder);
        assertHas(3, first + 384);
        host.done(vm().createSnapshot_Task("grown", "", true, false));
        host.done(vm().suspendVM_Task());
        host.done(vm().powerOnVM_Task(null));
        assertHas(3, first + 384);
        serial.awaitLife();
        change(spec -> spec.memoryMB(first + 512));
        host.done(vm().revertToCurrentSnapshot_Task(null, null));
        assertHas(3, first + 384);
        serial.awaitLife();
        assertThat(serial.boots()).as("it never booted again").isEqualTo(1);

        host.done(vm().powerOffVM_Task());
        host.done(vm().powerOnVM_Task(null));
        assertHas(3, first + 384);
        assertThat(process().monitor().devices()).as("it is of one piece now").doesNotContain("dimm0");
    }

    private void change(UnaryOperator<VirtualMachineConfigSpec.Builder> spec) throws Exception {
        host.done(vm().reconfigVM_Task(
                        spec.apply(VirtualMachineConfigSpec.builder()).build()));
    }

    private void assertRefused(Class<?> fault, UnaryOperator<VirtualMachineConfigSpec.Builder> spec) {
        assertThatThrownBy(() -> change(spec))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    /** In QEMU as in the configuration. */
    private void assertHas(int cpus, long memoryMib) throws IOException {
        assertThat(process().monitor().cpuThreads()).hasSize(cpus);
        assertThat(process().monitor().memoryBytes()).isEqualTo(memoryMib << 20);
        assertThat(host.config(reference).hardware().numCPU()).isEqualTo(cpus);
        assertThat(host.config(reference).hardware().memoryMB()).isEqualTo((int) memoryMib);
    }

    private VirtualDevice device(int key) {
        return host.config(reference).hardware().device().stream()
                .filter(device -> device.key() == key)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMachineWhoseDatastoreIsGoneIsSwitchedOff() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        Path away = folder.resolve("away");
        Files.move(host.datastore, away);
        assertThatThrownBy(() -> host.done(vm().suspendVM_Task())).isInstanceOf(FaultException.class);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        host.done(vm().powerOffVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        assertThat(host.machines.process(reference)).isEmpty();

        Files.move(away, host.datastore);
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(2);
    }

    @Test
    void aRunningMachineIsTakenOverByTheNextAgent() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        long pid = process().pid();
        Instant booted = Objects.requireNonNull(host.runtime(reference).bootTime());
        host.close();

        host = new TestHost(folder);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(process().pid()).isEqualTo(pid);
        assertThat(host.runtime(reference).bootTime()).isEqualTo(Instant.ofEpochMilli(booted.toEpochMilli()));
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(1);
        host.done(vm().powerOffVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        host.close();

        host = new TestHost(folder);
        assertThat(host.eventTypes()).as("of a machine that was off").isEmpty();
    }

    @Test
    void aMachineThatDiedWhileNobodyLookedIsOff() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        ProcessHandle qemu = ProcessHandle.of(process().pid()).orElseThrow();
        host.close();
        qemu.destroyForcibly();
        qemu.onExit().join();

        host = new TestHost(folder);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        assertThat(host.eventTypes()).contains("VmPoweredOffEvent");
        host.close();

        host = new TestHost(folder);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        assertThat(host.eventTypes()).as("told once").isEmpty();
        host.done(vm().powerOnVM_Task(null));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
    }

    @Test
    void aGuestThatSleepsIsWokenWhenItsMachineIsPoweredOn() throws Exception {
        BootSector.installSleeper(host.datastore.resolve("web/web-flat.vmdk"));
        host.done(vm().powerOnVM_Task(null));
        awaitSleep(1);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        host.done(vm().powerOnVM_Task(null));
        awaitSleep(2);
        host.done(vm().suspendVM_Task());
        host.done(vm().powerOnVM_Task(null));
        awaitSleep(3);
        host.done(vm().powerOffVM_Task());
    }

    /** Waits until the guest has booted so many times and sleeps. */
    private void awaitSleep(int boots) throws Exception {
        await(() -> Files.exists(host.datastore.resolve("web/serial.log"))
                && serial.boots() == boots
                && process().monitor().status() == RunState.SUSPENDED
                && paused());
    }

    @Test
    void aWriteThatFailsIsAQuestionAndItsAnswerGoesOnOrPowersOff() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        assertThatThrownBy(() -> vm().answerVM("1", PowerListener.RETRY))
                .hasMessageContaining("the machine asks no such question");
        VirtualMachineQuestionInfo asked = failAWrite();
        assertThat(host.shown(reference).overallStatus()).isEqualTo(ManagedEntityStatus.YELLOW);
        assertThat(asked.text()).contains("no more space");
        assertThat(asked.choice().choiceInfo())
                .extracting(choice -> choice.label())
                .containsExactly("Retry", "Cancel");
        assertThatThrownBy(() -> vm().answerVM(asked.id(), "7")).hasMessageContaining("'7' is no choice");

        vm().answerVM(asked.id(), asked.choice().choiceInfo().getFirst().key());
        await(() -> !paused());
        assertThat(host.runtime(reference).question()).isNull();
        assertThat(process().monitor().status()).isEqualTo(RunState.RUNNING);
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(1);

        VirtualMachineQuestionInfo again = failAWrite();
        vm().answerVM(again.id(), again.choice().choiceInfo().getLast().key());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        assertThat(host.runtime(reference).question()).isNull();
    }

    /** Stops the machine and tells its listener what QEMU tells when it stopped for a write; what the machine asks then. */
    private VirtualMachineQuestionInfo failAWrite() throws Exception {
        process().monitor().stop();
        await(this::paused);
        Machine machine = host.machines.machine(reference);
        new PowerListener(machine).accept(new PowerEvent.Paused(PowerEvent.PauseReason.IO_ERROR));
        return Objects.requireNonNull(host.runtime(reference).question());
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("what is waited for did not come").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void aSnapshotWithMemoryIsGoneBackToWhereItWasTaken() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        ManagedObjectReference<VirtualMachineSnapshot> taken = snapshot("with memory", true);
        serial.awaitLife();
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(fileOfDisk()).isEqualTo("[datastore1] web/web-000001.vmdk");
        host.done(vm().powerOffVM_Task());
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(2);

        host.done(snapshot(taken).revertToSnapshot_Task(null, false));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        serial.awaitLife();
        assertThat(serial.boots()).as("it went on from the snapshot").isEqualTo(2);

        host.done(vm().removeAllSnapshots_Task(true, null));
        serial.awaitLife();
        assertThat(fileOfDisk()).isEqualTo("[datastore1] web/web.vmdk");
        assertThat(host.registry.find(taken)).isEmpty();
        assertThat(files()).noneMatch(name -> name.matches(".*(-0000|Snapshot).*"));
        assertThat(LiveBlocks.of(process()).nodes().get(2000)).hasSize(1);
    }

    @Test
    void aMachineWithAnNvmeControllerIsToldWhatItsStateIsNotSavedFor() throws Exception {
        assertThat(Objects.requireNonNull(host.shown(reference).capability()).memorySnapshotsSupported())
                .isTrue();
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.add(Specs.nvme(-1)))));
        assertThat(Objects.requireNonNull(host.shown(reference).capability()).memorySnapshotsSupported())
                .isFalse();
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        List<String> before = files();
        assertThatThrownBy(() -> host.done(vm().suspendVM_Task()))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class))
                .hasMessageContaining("the state of nvme0 cannot be saved");
        assertThatThrownBy(() -> snapshot("with memory", true))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class))
                .hasMessageContaining("the state of nvme0 cannot be saved");
        assertThat(files()).isEqualTo(before);
        assertThat(paused()).isFalse();
        snapshot("without", false);
        serial.awaitLife();
    }

    @Test
    void aSnapshotWhoseMemoryCannotBeKeptLeavesNoLayer() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        List<String> before = files();
        Path inTheWay = Files.createDirectory(host.datastore.resolve("web/web-Snapshot1.vmem"));
        assertThatThrownBy(() -> host.done(vm().createSnapshot_Task("s", "", true, false)))
                .isInstanceOf(FaultException.class);
        Files.deleteIfExists(inTheWay);
        assertThat(files()).isEqualTo(before);
        assertThat(host.config(reference).hardware().device())
                .filteredOn(VirtualDisk.class::isInstance)
                .extracting(
                        disk -> ((VirtualDiskFlatVer2BackingInfo) Objects.requireNonNull(disk.backing())).fileName())
                .containsExactly("[datastore1] web/web.vmdk");
        serial.awaitLife();
        host.done(vm().createSnapshot_Task("s", "", true, false));
    }

    @Test
    void aRunningMachineIsClonedAsOfOneInstant() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        Object made = host.done(vm().cloneVM_Task(TestHost.FOLDER, "copy", cloneSpec(null)));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        serial.awaitLife();
        assertThat(host.shown(reference).snapshot()).isNull();
        assertThat(fileOfDisk()).isEqualTo("[datastore1] web/web.vmdk");
        assertThat(LiveBlocks.of(process()).nodes().get(2000)).hasSize(1);
        assertThat(made).isInstanceOf(ManagedObjectReference.class);
        assertThatThrownBy(() ->
                        host.done(vm().cloneVM_Task(TestHost.FOLDER, "linked", cloneSpec("createNewChildDiskBacking"))))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
        host.done(vm().powerOffVM_Task());
        assertThat(host.datastore.resolve("copy/copy-flat.vmdk"))
                .hasSameBinaryContentAs(host.datastore.resolve("web/web-flat.vmdk"));
    }

    private static VirtualMachineCloneSpec cloneSpec(@Nullable String diskMoveType) {
        return VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder()
                        .diskMoveType(diskMoveType)
                        .build())
                .powerOn(false)
                .template(false)
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void layersInTheMiddleAreMergedWhileTheGuestRuns(boolean restarted) throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        ManagedObjectReference<VirtualMachineSnapshot> first = snapshot("first", false);
        ManagedObjectReference<VirtualMachineSnapshot> second = snapshot("second", false);
        ManagedObjectReference<VirtualMachineSnapshot> third = snapshot("third", false);
        if (restarted) { // layers that were beneath others from the start are opened to be read
            host.done(vm().powerOffVM_Task());
            host.done(vm().powerOnVM_Task(null));
        }
        host.done(snapshot(second).removeSnapshot_Task(false, true));
        assertThat(LiveBlocks.of(process()).nodes().get(2000)).hasSize(3);
        assertThat(host.registry.find(second)).isEmpty();
        host.done(snapshot(first).removeSnapshot_Task(false, true));
        assertThat(LiveBlocks.of(process()).nodes().get(2000)).hasSize(2);
        serial.awaitLife();
        int boots = serial.boots();
        host.done(vm().resetVM_Task());
        serial.awaitBoots(boots + 1);
        host.done(vm().powerOffVM_Task());
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(boots + 2);
        host.done(snapshot(third).revertToSnapshot_Task(null, false));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(boots + 3);
    }

    @Test
    void snapshotsOutliveTheAgent() throws Exception {
        ManagedObjectReference<VirtualMachineSnapshot> cold = snapshot("cold", false);
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        ManagedObjectReference<VirtualMachineSnapshot> warm = snapshot("warm", true);
        host.close();

        host = new TestHost(folder);
        assertThat(host.shown(reference).rootSnapshot()).containsExactly(cold);
        assertThat(Objects.requireNonNull(host.shown(reference).snapshot()).currentSnapshot())
                .isEqualTo(warm);
        host.done(snapshot(cold).removeSnapshot_Task(false, true));
        host.done(snapshot(warm).removeSnapshot_Task(false, true));
        assertThat(fileOfDisk()).isEqualTo("[datastore1] web/web.vmdk");
        serial.awaitLife();
        host.done(vm().powerOffVM_Task());
        host.done(vm().destroy_Task());
        assertThat(Files.exists(host.datastore.resolve("web"))).isFalse();
    }

    @Test
    void aLayerForASnapshotThatWasNotTakenIsGoneAfterTheAgentEnded() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        DiskStore store = new DiskStore(
                new Datastores(List.of(new Datastore("datastore1", host.datastore))),
                new SplittableRandom(),
                new Unfinished("host-under-test"));
        Path over = host.datastore.resolve("web/web-000001.vmdk");
        Registrations notes = Registrations.open(folder.resolve("state"));
        notes.making(List.of(DatastorePath.parse("[datastore1] web/web-000001.vmdk")));
        store.delta(host.datastore.resolve("web/web.vmdk"), over);
        process()
                .blocks()
                .add(BlockNodes.overlay(2000, 1, store.chain(over).top().layer().file()));
        host.close();

        host = new TestHost(folder);
        assertThat(files()).noneMatch(name -> name.contains("-000001"));
        assertThat(LiveBlocks.of(process()).nodes().get(2000)).hasSize(1);
        snapshot("taken at last", false);
        serial.awaitLife();
        assertThat(fileOfDisk()).isEqualTo("[datastore1] web/web-000001.vmdk");
    }

    private ManagedObjectReference<VirtualMachineSnapshot> snapshot(String name, boolean memory) throws Exception {
        Object made = host.done(vm().createSnapshot_Task(name, "", memory, false));
        return new ManagedObjectReference<>(
                "VirtualMachineSnapshot", ((ManagedObjectReference<?>) Objects.requireNonNull(made)).value());
    }

    private VirtualMachineSnapshot snapshot(ManagedObjectReference<VirtualMachineSnapshot> taken) {
        return (VirtualMachineSnapshot) host.registry.find(taken).orElseThrow();
    }

    private String fileOfDisk() {
        VirtualDisk disk = (VirtualDisk) host.config(reference).hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .findFirst()
                .orElseThrow();
        return ((VirtualDiskFlatVer2BackingInfo) Objects.requireNonNull(disk.backing())).fileName();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(host.datastore.resolve("web"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private VirtualMachine vm() {
        return host.vm(reference);
    }

    private MachineProcess process() {
        return host.machines.process(reference).orElseThrow();
    }

    private boolean paused() {
        return Boolean.TRUE.equals(host.runtime(reference).paused());
    }

    private VirtualMachinePowerState power() {
        return host.runtime(reference).powerState();
    }
}
