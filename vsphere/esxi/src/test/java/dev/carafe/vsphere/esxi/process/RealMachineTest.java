package dev.carafe.vsphere.esxi.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.qemu.Accelerator;
import dev.carafe.vsphere.esxi.qemu.BlockNodes;
import dev.carafe.vsphere.esxi.qemu.ImageFormat;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qemu.QemuCommandLine;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.esxi.qemu.QemuVersion;
import dev.carafe.vsphere.esxi.qmp.RunState;
import dev.carafe.vsphere.esxi.testing.Machines;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.esxi.testing.TinyGuest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real guest in a real QEMU, confined as a host's are. */
@Timeout(240)
class RealMachineTest {
    private static final int USER = 1_900_000_077;

    @TempDir
    Path folder; // of mode 0700 and root's, so that the machine gets at its files only by its own mounts

    private final BlockingQueue<PowerEvent> events = new LinkedBlockingQueue<>();
    private @Nullable MachineProcess machine;

    @BeforeEach
    void qemuIsThere() {
        RealQemu.assume();
    }

    @AfterEach
    void end() throws Exception {
        MachineProcess left = machine;
        if (left != null && left.state() == PowerState.POWERED_ON) {
            ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
            left.awaitEnd(Duration.ofSeconds(20));
        }
    }

    @Test
    void aGuestBootsSeesItsHardwareOutlivesTheAgentAndIsFoundKilled() throws Exception {
        Placement placement = placement();
        MachineProcess first = start(placement, false);
        assertThat(first.monitor().status()).isEqualTo(RunState.PRELAUNCH);
        first.monitor().cont();
        String said = awaitSerial("GUEST READY");
        assertThat(said)
                .contains("DISK 32768 VMware")
                .contains("INFO guestinfo.hello=world")
                .contains("VENDOR VMware, Inc. SERIAL VMware-42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee")
                .contains("NIC 00:0c:29:aa:bb:cc vmxnet3");
        assertThat(next()).isEqualTo(new PowerEvent.PoweredOn());
        assertConfined(first.pid());

        first.release();
        MachineProcess second = MachineProcess.adopt(placement, events::add).orElseThrow();
        machine = second;
        assertThat(next()).isEqualTo(new PowerEvent.PoweredOn());
        assertThatThrownBy(() -> start(placement, false))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("runs already");
        Path screen = placement.runDirectory().resolve("screen.png");
        second.monitor().screendump(screen);
        assertThat(Files.readAllBytes(screen)).startsWith(0x89, 'P', 'N', 'G');
        second.monitor().sendKey(List.of("ctrl", "alt", "f2"));
        second.monitor().reset();
        assertThat(next()).isEqualTo(new PowerEvent.Reset(false));

        ProcessHandle.of(second.pid()).orElseThrow().destroyForcibly();
        PowerEvent last = next();
        while (last.equals(
                new PowerEvent.Reset(true))) { // the firmware, which ran before, resets the machine itself again
            last = next();
        }
        assertThat(last).isInstanceOfSatisfying(PowerEvent.Ended.class, ended -> {
            assertThat(ended.ending()).isEqualTo(Ending.CRASHED);
            assertThat(ended.detail()).contains("137");
        });
        assertThat(MachineProcess.adopt(placement, events::add)).isEmpty();
        assertThat(MachineProcess.endOf(placement).orElseThrow().ending()).isEqualTo(Ending.CRASHED);
    }

    @Test
    void aMachineThatIsJustEndingIsNotTakenOver() throws Exception {
        Placement placement = placement();
        MachineProcess first = start(placement, false);
        first.release();
        Files.delete(placement.qmpSocket()); // as QEMU's own end begins
        Thread.ofVirtual().start(() -> ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroyForcibly));
        assertThat(MachineProcess.adopt(placement, events::add)).isEmpty();
        assertThat(MachineProcess.endOf(placement).orElseThrow().ending()) // waits for its supervisor's last file too
                .isEqualTo(Ending.CRASHED);
        machine = null; // one that was let go does not tell of its end, which has come
    }

    @Test
    void memoryOutlivesASuspendAndAResume() throws Exception {
        Placement placement = placement();
        MachineProcess first = start(placement, false);
        first.monitor().cont();
        awaitSerial("GUEST READY");
        Path state = placement.runDirectory().resolve("state.vmss");
        if (installed().compareTo(QemuVersion.STATE_FILES) < 0) {
            assertThatThrownBy(() -> first.suspend(state)).hasMessageContaining("or newer is needed");
            assertThat(first.monitor().status()).isEqualTo(RunState.RUNNING);
            return;
        }
        first.suspend(state);
        assertThat(first.state()).isEqualTo(PowerState.SUSPENDED);
        assertThat(Files.size(state)).isGreaterThan(1 << 20);

        Files.write(folder.resolve("ds/serial.txt"), new byte[0]);
        MachineProcess second = start(placement, true);
        second.loadState(state);
        second.monitor().cont();
        assertThat(second.monitor().status()).isEqualTo(RunState.RUNNING);
        second.powerOff();
        assertThat(second.state()).isEqualTo(PowerState.POWERED_OFF);
        assertThat(Files.readString(folder.resolve("ds/serial.txt")))
                .as("it did not boot again")
                .doesNotContain("GUEST READY");
    }

    @Test
    void whatQemuSaysWhenItDoesNotStartIsTheError() throws Exception {
        Placement placement = placement();
        Files.delete(folder.resolve("ds/web-flat.vmdk"));
        assertThatThrownBy(() -> start(placement, false))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("web-flat.vmdk");
    }

    @Test
    void aRunningMachineIsShownAFileElsewhereAndNothingBesideIt() throws Exception {
        MachineProcess running = start(placement(), false);
        Path other = Files.createDirectories(folder.resolve("ds 2/o'images"));
        Path image = Files.write(other.resolve("a.flp"), new byte[1440 << 10]);
        Path beside = Files.writeString(other.resolve("beside"), "another's");
        QemuLauncher.own(image, USER);
        List<JsonObject> node = List.of(BlockNodes.mediumNode(8000, image, false));
        assertThatThrownBy(() -> running.blocks().add(node)).hasMessageContaining("No such file");

        running.mounts().show(image, true);
        running.mounts().show(folder.resolve("ds/hello"), true); // is seen already
        running.blocks().add(node);
        Path inside = Path.of("/proc/" + running.pid() + "/root");
        assertThat(Path.of(inside + "" + image)).exists();
        assertThat(Path.of(inside + "" + beside)).doesNotExist();
        assertThat(Path.of(inside + "/dev/all")).doesNotExist();
        assertThat(Path.of("/proc/" + running.pid() + "/mountinfo"))
                .content()
                .as("of all else only what was there before")
                .doesNotContain("/dev/all");

        running.release();
        MachineProcess second =
                MachineProcess.adopt(running.placement(), events::add).orElseThrow();
        machine = second;
        second.blocks().delete(BlockNodes.medium(8000));
        second.mounts().hide(image);
        assertThat(Path.of(inside + "" + image)).doesNotExist();
        assertThat(image).as("the host's own file").hasSize(1440 << 10);
        second.mounts().show(image, false);
        assertThatThrownBy(() -> second.blocks().add(node)).hasMessageContaining("Read-only file system");
    }

    /** Its own user, no capabilities, system calls filtered, and nothing of the host's processes, network or files. */
    private void assertConfined(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        assertThat(status)
                .contains(
                        "Uid:\t" + USER + "\t" + USER,
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2");
        for (String namespace : List.of("mnt", "pid", "net", "ipc", "uts")) {
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + namespace)))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)));
        }
        assertThat(Command.run("ls", "/proc/" + pid + "/root/dev")).doesNotContain("vda");
    }

    private static QemuVersion installed() throws IOException {
        return QemuVersion.parse(Command.run("/usr/bin/qemu-system-x86_64", "-version"))
                .orElseThrow();
    }

    private Placement placement() throws IOException {
        Path datastore = Files.createDirectories(folder.resolve("ds"));
        Path disk = datastore.resolve("web-flat.vmdk");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(16 << 20);
        }
        Path serial = Files.createFile(datastore.resolve("serial.txt"));
        Path info = Files.writeString(datastore.resolve("hello"), "world");
        for (Path path : List.of(datastore, disk, serial, info)) {
            QemuLauncher.own(path, USER);
        }
        return new Placement(
                folder.resolve("run"),
                Map.of(2000, List.of(new ImageLayer(disk, ImageFormat.RAW))),
                Map.of(),
                Map.of(4000, "tap0"),
                Map.of(9000, serial),
                Map.of("guestinfo.hello", info),
                Optional.empty());
    }

    private MachineProcess start(Placement placement, boolean incoming) throws Exception {
        VirtualMachine vm = Machines.small()
                .withDevices(Machines.small()
                        .devices()
                        .withPeripherals(Peripherals.of(List.of(new SerialPort(0, "serial.txt")))));
        QemuFacts facts = new QemuFacts(
                Path.of("/usr/bin/qemu-system-x86_64"), installed(), Accelerator.TCG, "", Set.of(), Optional.empty());
        List<String> command = TinyGuest.boot(QemuCommandLine.of(vm, placement, facts, incoming));
        Confinement confinement = new Confinement(
                USER,
                List.of(placement.runDirectory(), folder.resolve("ds"), TinyGuest.folder()),
                List.of(),
                List.of("tap0"));
        MachineProcess started = MachineProcess.start(command, placement, Optional.of(confinement), events::add);
        machine = started;
        return started;
    }

    private String awaitSerial(String text) throws Exception {
        Path serial = folder.resolve("ds/serial.txt");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < deadline) {
            String said = Files.readString(serial);
            if (said.contains(text)) {
                return said;
            }
            TimeUnit.MILLISECONDS.sleep(50); // a file that grows has no other way to tell
        }
        throw new AssertionError("the guest did not say " + text + " but: " + Files.readString(serial));
    }

    private PowerEvent next() throws InterruptedException {
        PowerEvent event = events.poll(60, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }
}
