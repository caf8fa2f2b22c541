package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qemu.EfiFirmware;
import dev.carafe.vsphere.esxi.qmp.RunState;
import dev.carafe.vsphere.esxi.testing.BootSector;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DisallowedMigrationDeviceAttached;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine in a real QEMU changes its host while it runs. The two hosts have one datastore. */
@Timeout(300)
class RealMoveTest {
    private static final Path OVMF = Path.of("/usr/share/OVMF");
    private static final String VMX = "[datastore1] web/web.vmx";

    private static final String TICKET = "0123456789abcdef0123456789abcdef";
    private static final Registrations.Move MOVE = new Registrations.Move(DatastorePath.parse(VMX), TICKET);

    @TempDir
    Path folder;

    private final AtomicReference<String> ticket = new AtomicReference<>("");
    private TestHost source;
    private TestHost destination;
    private ManagedObjectReference<VirtualMachine> reference;
    private SerialLog serial;

    @BeforeEach
    void bootAMachine() throws Exception {
        RealQemu.assume();
        source = host("one");
        destination = host("two");
        reference = source.create(Specs.small("web"));
        BootSector.install(source.datastore.resolve("web/web-flat.vmdk"));
        serial = new SerialLog(source.datastore.resolve("web/serial.log"));
        source.done(source.vm(reference).powerOnVM_Task(null));
        serial.awaitBoots(1);
    }

    @AfterEach
    void end() throws Exception {
        for (TestHost host : new TestHost[] {source, destination}) {
            if (host != null) {
                host.endMachines();
                host.close();
            }
        }
    }

    @Test
    void theGuestGoesOnOnTheOtherHostAndIsGoneFromTheFirst() throws Exception {
        Instant booted = Objects.requireNonNull(source.runtime(reference).bootTime());
        Moves.Moved moved = move(memory -> destination.machines.moves().receive(ticket.get(), memory));

        assertThat(moved.stopped()).isFalse();
        assertThat(machines(source)).isEmpty();
        ManagedObjectReference<VirtualMachine> there = machines(destination).getFirst();
        assertThat(destination.runtime(there).powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(destination.runtime(there).bootTime()).isEqualTo(booted);
        serial.awaitLife();
        assertThat(serial.boots()).as("it was not booted anew").isEqualTo(1);
        assertThat(filesOfMoves()).isEmpty();

        destination.done(destination.vm(there).createSnapshot_Task("s", "", true, false));
        serial.awaitLife();
        destination.done(destination.vm(there).powerOffVM_Task());
        destination.done(destination.vm(there).destroy_Task());
        assertThat(Files.exists(source.datastore.resolve("web"))).isFalse();
    }

    @Test
    void processorsAndMemoryThatWereAddedWhileItRanGoAlong() throws Exception {
        source.done(source.vm(reference).powerOffVM_Task());
        source.done(source.vm(reference)
                .reconfigVM_Task(VirtualMachineConfigSpec.builder()
                        .cpuHotAddEnabled(true)
                        .memoryHotAddEnabled(true)
                        .build()));
        source.done(source.vm(reference).powerOnVM_Task(null));
        serial.awaitBoots(2);
        long first = source.config(reference).hardware().memoryMB();
        source.done(source.vm(reference).reconfigVM_Task(grown(2, first + 128)));
        source.done(source.vm(reference).reconfigVM_Task(grown(3, first + 384)));
        move(memory -> destination.machines.moves().receive(ticket.get(), memory));

        ManagedObjectReference<VirtualMachine> there = machines(destination).getFirst();
        assertThat(destination.config(there).hardware().numCPU()).isEqualTo(3);
        assertThat(destination.config(there).hardware().memoryMB()).isEqualTo((int) first + 384);
        var qemu = destination.machines.process(there).orElseThrow().monitor();
        assertThat(qemu.cpuThreads()).hasSize(3);
        assertThat(qemu.memoryBytes()).isEqualTo((first + 384) << 20);
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(2);

        destination.done(destination.vm(there).reconfigVM_Task(grown(4, first + 512)));
        assertThat(qemu.cpuThreads()).hasSize(4);
        serial.awaitLife();
    }

    @Test
    void anEfiMachineGoesAlongWithItsFirmwaresVariables() throws Exception {
        EfiFirmware installed = new EfiFirmware(
                OVMF.resolve("OVMF_CODE_4M.fd"),
                OVMF.resolve("OVMF_CODE_4M.secboot.fd"),
                OVMF.resolve("OVMF_VARS_4M.fd"),
                OVMF.resolve("OVMF_VARS_4M.ms.fd"));
        assumeThat(installed.code()).as("the package ovmf is not installed").exists();
        source.efi = installed;
        destination.efi = installed;
        source.done(source.vm(reference).powerOffVM_Task());
        source.done(source.vm(reference)
                .reconfigVM_Task(
                        VirtualMachineConfigSpec.builder().firmware("efi").build()));
        source.done(source.vm(reference).powerOnVM_Task(null));
        assertThat(source.eventTypes())
                .as("that the firmware does not find its disk")
                .contains("VmMessageWarningEvent");
        Path variables = source.datastore.resolve("web/web.nvram");
        awaitChange(variables, installed.variables());

        move(memory -> destination.machines.moves().receive(ticket.get(), memory));
        ManagedObjectReference<VirtualMachine> there = machines(destination).getFirst();
        assertThat(destination.runtime(there).powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(destination.machines.process(there).orElseThrow().monitor().status())
                .isEqualTo(RunState.RUNNING);
        assertThat(destination.eventTypes()).as("it has booted").doesNotContain("VmMessageWarningEvent");
        destination.done(destination.vm(there).powerOffVM_Task());
        assertThat(Files.mismatch(variables, installed.variables()))
                .as("what the firmware wrote is kept")
                .isNotNegative();
        destination.done(destination.vm(there).powerOnVM_Task(null));
        destination.done(destination.vm(there).powerOffVM_Task());
        destination.done(destination.vm(there).destroy_Task());
        assertThat(source.datastore.resolve("web")).doesNotExist();
    }

    /** Waits until the firmware has written the first of its own. */
    private static void awaitChange(Path variables, Path first) throws Exception {
        while (Files.mismatch(variables, first) < 0) {
            Thread.sleep(50); // a file that changes has no other way to tell
        }
    }

    private static VirtualMachineConfigSpec grown(int cpus, long memoryMib) {
        return VirtualMachineConfigSpec.builder()
                .numCPUs(cpus)
                .memoryMB(memoryMib)
                .build();
    }

    @Test
    void itStaysWithADeviceWhoseStateIsNotSaved() throws Exception {
        source.done(source.vm(reference).powerOffVM_Task());
        source.done(source.vm(reference).reconfigVM_Task(Specs.changing(Specs.add(Specs.nvme(-1)))));
        source.done(source.vm(reference).powerOnVM_Task(null));
        serial.awaitBoots(2);
        assertThatThrownBy(() -> move(memory -> destination.machines.moves().receive(ticket.get(), memory)))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault()).isInstanceOf(DisallowedMigrationDeviceAttached.class))
                .hasMessageContaining("the state of nvme0 cannot be saved");
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(2);
        assertThat(filesOfMoves()).isEmpty();
    }

    @Test
    void itStaysWhenItsMemoryIsLostOnTheWay() throws Exception {
        assertThatThrownBy(() -> move(memory -> {
                    memory.readNBytes(1 << 16);
                    throw new IOException("the line broke");
                }))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("the line broke");

        assertThat(source.runtime(reference).powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(1);
        assertThat(move(memory -> destination.machines.moves().receive(ticket.get(), memory)))
                .as("another destination, another ticket")
                .isNotNull();
    }

    @Test
    void itStaysWhenTheOtherHostSaysNothingAndHasNotDecided() throws Exception {
        assertThatThrownBy(() -> move(memory -> {
                    memory.transferTo(java.io.OutputStream.nullOutputStream());
                    throw new IOException("no answer");
                }))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("no answer");
        serial.awaitLife();
        assertThat(source.runtime(reference).powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
    }

    @Test
    void itHasMovedWhenOnlyTheAnswerWasLost() throws Exception {
        move(memory -> {
            destination.machines.moves().receive(ticket.get(), memory);
            throw new IOException("no answer");
        });
        assertThat(machines(source)).isEmpty();
        assertThat(machines(destination)).hasSize(1);
        serial.awaitLife();
    }

    @Test
    void aSourceThatEndedGoesOnUnlessTheOtherHostHasDecided() throws Exception {
        note("one", notes -> notes.departing(1, MOVE));
        assertThat(source.runtime(reference).powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(1);
        assertThat(Registrations.open(folder.resolve("one/state")).departing()).isEmpty();

        MoveDecision.forget(place(), TICKET);
        MoveDecision.decide(place(), TICKET, MoveDecision.MOVED);
        note("one", notes -> notes.departing(1, MOVE));
        assertThat(machines(source)).as("the other host has it").isEmpty();
        assertThat(Registrations.open(folder.resolve("one/state")).machines()).isEmpty();
    }

    @Test
    void aDestinationThatEndedHasTheMachineOnlyWhenItHadDecided() throws Exception {
        note("two", notes -> notes.arriving(MOVE));
        assertThat(machines(destination)).isEmpty();
        assertThat(Registrations.open(folder.resolve("two/state")).arriving()).isEmpty();

        MoveDecision.decide(place(), TICKET, MoveDecision.MOVED);
        note("two", notes -> notes.arriving(MOVE));
        assertThat(machines(destination)).hasSize(1);
    }

    @Test
    void aMachineThatHasMovedIsNotLostWhenBothEndedBeforeTheDestinationNotedIt() throws Exception {
        destination.close();
        Registrations.open(folder.resolve("two/state")).arriving(MOVE);
        MoveDecision.decide(place(), TICKET, MoveDecision.MOVED);
        note("one", notes -> notes.departing(1, MOVE));
        assertThat(machines(source)).isEmpty();

        destination = host("two");
        assertThat(machines(destination)).hasSize(1);
        assertThat(filesOfMoves()).isEmpty();
    }

    /** The agents end after they have noted how the move ended, and before they have told each other. */
    @Test
    void nothingIsLeftOfAMoveWhoseHostsEndedBeforeTheyHadToldEachOther() throws Exception {
        destination.close();
        Registrations there = Registrations.open(folder.resolve("two/state"));
        long id = there.arriving(MOVE).orElseThrow();
        there.doom(List.of(told("arriving")));
        MoveDecision.decide(place(), TICKET, MoveDecision.MOVED);
        there.arrived(id);
        long given = source.machines.process(reference).orElseThrow().pid();
        source.close();
        ProcessHandle.of(given)
                .ifPresent(
                        ProcessHandle::destroyForcibly); // a source ends it before it notes that the machine has gone
        Registrations here = Registrations.open(folder.resolve("one/state"));
        here.departing(1, MOVE);
        here.unregister(1, List.of(told("departing")));
        source = host("one");
        assertThat(filesOfMoves()).as("the other host may ask still").isNotEmpty();

        destination = host("two");
        assertThat(machines(destination)).hasSize(1);
        assertThat(filesOfMoves()).isEmpty();
        assertThat(Registrations.open(folder.resolve("one/state")).doomed()).isEmpty();
        assertThat(Registrations.open(folder.resolve("two/state")).doomed()).isEmpty();
    }

    /** Whichever starts first, and however often. */
    @ParameterizedTest
    @ValueSource(strings = {"one two", "two one", "two two one one", "one one two two"})
    void nothingIsLeftOfAMoveInTheMiddleOfWhichBothHostsEnded(String starts) throws Exception {
        destination.close();
        Registrations there = Registrations.open(folder.resolve("two/state"));
        long id = there.arriving(MOVE).orElseThrow();
        there.doom(List.of(told("arriving")));
        source.close();
        Registrations.open(folder.resolve("one/state")).departing(1, MOVE);
        for (String name : starts.split(" ")) {
            if (name.equals("one")) {
                source.close();
                source = host(name);
            } else {
                destination.close();
                destination = host(name);
            }
        }
        assertThat(machines(destination)).as("machine %s did not come", id).isEmpty();
        assertThat(source.runtime(reference).powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(filesOfMoves()).isEmpty();
        serial.awaitLife();
    }

    private static DatastorePath told(String way) {
        return DatastorePath.parse("[datastore1] web/.web.move-" + TICKET + "." + way + ".settled");
    }

    @Test
    void whatIsDecidedStays() throws Exception {
        assertThat(MoveDecision.decide(place(), TICKET, MoveDecision.STAYED)).isEqualTo(MoveDecision.STAYED);
        assertThat(MoveDecision.decide(place(), TICKET, MoveDecision.MOVED)).isEqualTo(MoveDecision.STAYED);
        assertThat(filesOfMoves()).hasSize(1);
        assertThatThrownBy(() -> MoveDecision.read(place(), "../x")).isInstanceOf(IllegalArgumentException.class);
    }

    private MachineFolder place() throws IOException {
        return new MachineFolder(
                new Datastores(List.of(new Datastore("datastore1", source.datastore))), DatastorePath.parse(VMX));
    }

    /** What an agent has noted when it is killed. */
    private interface Note {
        void in(Registrations notes) throws IOException;
    }

    /** The agent of a host ends with a note, and another begins. */
    private void note(String name, Note note) throws IOException {
        (name.equals("one") ? source : destination).close();
        note.in(Registrations.open(folder.resolve(name).resolve("state")));
        TestHost next = host(name);
        if (name.equals("one")) {
            source = next;
        } else {
            destination = next;
        }
    }

    private TestHost host(String name) throws IOException {
        return new TestHost(folder.resolve(name), folder.resolve("shared"));
    }

    private String prepare(TestHost host) throws InterruptedException {
        return host.machines
                .moves()
                .prepare(VMX, Objects.requireNonNull(source.runtime(reference).bootTime()));
    }

    private Moves.Moved move(Moves.Line line) throws Exception {
        ticket.set(prepare(destination));
        Object result = source.done(source.machines.moves().send(reference, ticket.get(), line));
        JsonObject said = Json.decode(String.valueOf(result).getBytes(UTF_8));
        return new Moves.Moved(
                said.number("stillMs", -1),
                said.number("wholeMs", -1),
                Boolean.TRUE.equals(said.fields().get("stopped")));
    }

    private static List<ManagedObjectReference<VirtualMachine>> machines(TestHost host) {
        return ((FolderProperties) host.registry.properties(TestHost.FOLDER).orElseThrow())
                .childEntity().stream()
                        .map(child -> new ManagedObjectReference<VirtualMachine>("VirtualMachine", child.value()))
                        .toList();
    }

    private List<String> filesOfMoves() throws IOException {
        try (var files = Files.list(source.datastore.resolve("web"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".move-"))
                    .toList();
        }
    }
}
