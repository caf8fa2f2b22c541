package dev.carafe.vsphere.esxi.process;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qemu.QemuVersion;
import dev.carafe.vsphere.esxi.qmp.BlockCommands;
import dev.carafe.vsphere.esxi.qmp.EventQueue;
import dev.carafe.vsphere.esxi.qmp.Jobs;
import dev.carafe.vsphere.esxi.qmp.MigrationCommands;
import dev.carafe.vsphere.esxi.qmp.Notice;
import dev.carafe.vsphere.esxi.qmp.QemuMonitor;
import dev.carafe.vsphere.esxi.qmp.QmpClient;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A running machine. Thread-safe. Its listener is called on the machine's own thread, in order, and last with
 * {@link PowerEvent.Ended}; it must not wait for this machine.
 */
public final class MachineProcess {
    private static final Logger LOG = System.getLogger(MachineProcess.class.getName());
    /** How long a process may take to be gone once it is killed. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(20);
    /** How long a QEMU may take to end when it is asked to; it flushes its disks. */
    private static final Duration QUIT_PATIENCE = Duration.ofSeconds(20);

    private final Placement placement;
    private final ProcessHandle process;
    private final QmpClient qmp;
    private final EventQueue events;
    private final Consumer<PowerEvent> listener;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private final PowerCore core = new PowerCore();

    private volatile boolean released;
    private final CountDownLatch ended = new CountDownLatch(1);

    private MachineProcess(Placement placement, QemuLauncher.Running running, Consumer<PowerEvent> listener) {
        this.placement = placement;
        this.process = running.process();
        this.qmp = running.qmp();
        this.events = qmp.subscribe();
        this.listener = listener;
    }

    /**
     * Starts a machine, which stands still until {@link #monitor()} continues it.
     *
     * @param confinement empty to run QEMU as this user, without any
     * @param listener told of everything from now on
     */
    public static MachineProcess start(
            List<String> command, Placement placement, Optional<Confinement> confinement, Consumer<PowerEvent> listener)
            throws IOException, InterruptedException {
        MachineProcess machine =
                new MachineProcess(placement, QemuLauncher.launch(command, placement, confinement), listener);
        machine.watch();
        return machine;
    }

    /**
     * Takes over a machine that an earlier agent started; empty when none runs there. The listener is told of what the machine is in
     * now, such as {@link PowerEvent.PoweredOn}, and nothing of what it missed.
     */
    public static Optional<MachineProcess> adopt(Placement placement, Consumer<PowerEvent> listener)
            throws IOException {
        Optional<MachineProcess> found =
                QemuLauncher.adopt(placement).map(running -> new MachineProcess(placement, running, listener));
        if (found.isPresent()) {
            found.get().watch();
        }
        return found;
    }

    /**
     * Why the machine in a run directory is off, for an agent that was away; empty while it runs.
     */
    public static Optional<PowerEvent.Ended> endOf(Placement placement) throws IOException, InterruptedException {
        if (QemuProcesses.find(placement.pidFile()).isPresent()) {
            return Optional.empty();
        }
        OptionalInt status = QemuLauncher.exitStatus(placement.runDirectory());
        return new PowerCore()
                .step(new Signal.Gone(status)).stream()
                        .map(PowerEvent.Ended.class::cast)
                        .findFirst();
    }

    public PowerState state() {
        lock.lock();
        try {
            return core.state();
        } finally {
            lock.unlock();
        }
    }

    /** The host's number of the process. */
    public long pid() {
        return process.pid();
    }

    public Placement placement() {
        return placement;
    }

    /** What QEMU sees of the host's files. */
    public MountNamespace mounts() {
        return new MountNamespace(pid());
    }

    public QemuMonitor monitor() {
        return new QemuMonitor(qmp);
    }

    public BlockCommands blocks() {
        return new BlockCommands(qmp);
    }

    public Jobs jobs() {
        return new Jobs(qmp);
    }

    public MigrationCommands migration() {
        return new MigrationCommands(qmp);
    }

    /** A queue of QEMU's own events, such as {@code DEVICE_DELETED}. */
    public EventQueue subscribe() {
        return qmp.subscribe();
    }

    /** Powers the machine off as by its switch, and waits until QEMU is gone; by force when it does not answer. */
    public void powerOff() throws InterruptedException, IOException {
        end(PowerState.POWERED_OFF);
    }

    /**
     * Writes the machine's memory and devices to a file and ends it. What disks hold is not in the file.
     *
     * @param file in a folder that the machine's user may write to; is only complete when this returns
     * @throws IOException when QEMU could not; the machine then runs on
     */
    public void suspend(Path file) throws IOException, InterruptedException {
        saveState(file);
        end(PowerState.SUSPENDED);
    }

    /**
     * Stops the machine and writes its memory and devices to a file; on failure it is continued.
     *
     * @throws IOException also, and before anything is done, when this QEMU cannot write to files by itself; it may start no
     *     program that does
     */
    public void saveState(Path file) throws IOException, InterruptedException {
        QemuVersion version = QemuVersion.parse("version " + qmp.version()).orElse(QemuVersion.OLDEST);
        if (version.compareTo(QemuVersion.STATE_FILES) < 0) {
            throw new IOException("QEMU " + version + " cannot save a machine's memory to a file; QEMU "
                    + QemuVersion.STATE_FILES + " or newer is needed");
        }
        QemuMonitor monitor = monitor();
        monitor.stop();
        try {
            MigrationCommands migration = migration();
            migration.capabilities(List.of("events"));
            migration.parameters(JsonObject.of("max-bandwidth", 0L));
            migration.send("file:" + file);
            migration.await(_ -> {});
        } catch (IOException failed) {
            try {
                monitor.cont();
            } catch (IOException also) {
                failed.addSuppressed(also);
            }
            throw failed;
        }
    }

    /** In a machine that was started to receive: reads memory and devices from a file; it then stands still. */
    public void loadState(Path file) throws IOException, InterruptedException {
        MigrationCommands migration = migration();
        migration.capabilities(List.of("events"));
        migration.receive("file:" + file);
        migration.await(_ -> {});
    }

    /** Waits until the process is gone and the listener has been told. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets go of the machine, which runs on; for an agent that ends. */
    public void release() {
        released = true;
        qmp.close();
    }

    /** Whether this agent has let go of it. */
    public boolean isReleased() {
        return released;
    }

    private void end(PowerState state) throws InterruptedException, IOException {
        step(new Signal.Ending(state));
        try {
            monitor().quit();
        } catch (IOException deaf) {
            LOG.log(Level.WARNING, "QEMU {0} does not answer and is killed: {1}", pid(), deaf.getMessage());
            process.destroyForcibly();
        }
        if (!awaitEnd(QUIT_PATIENCE)) {
            process.destroyForcibly();
            if (!awaitEnd(KILL_PATIENCE)) {
                throw new IOException("QEMU process " + pid() + " does not end, though it was killed");
            }
        }
    }

    private void watch() throws IOException {
        step(new Signal.Seen(monitor().status()));
        Thread.ofVirtual()
                .name("machine " + placement.runDirectory().getFileName())
                .start(this::run);
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                switch (events.take()) {
                    case Notice.Event(String name, var data) -> step(new Signal.Told(name, data));
                    case Notice.Lost() -> lookAgain();
                    case Notice.Closed(String _) -> open = false;
                }
            }
            if (released) {
                return;
            }
            process.onExit().join(); // QEMU closes its sockets on its way out, or is deaf and still a running machine
            step(new Signal.Gone(QemuLauncher.exitStatus(placement.runDirectory())));
            ended.countDown();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            events.close();
        }
    }

    private void lookAgain() {
        try {
            step(new Signal.Seen(monitor().status()));
        } catch (IOException closing) {
            LOG.log(Level.DEBUG, "QEMU {0} does not tell its state: {1}", pid(), closing.getMessage());
        }
    }

    private void step(Signal signal) {
        List<PowerEvent> said;
        boolean quit;
        lock.lock();
        try {
            boolean before = core.wantsQuit();
            said = core.step(signal);
            quit = core.wantsQuit() && !before;
        } finally {
            lock.unlock();
        }
        said.forEach(listener);
        if (quit) {
            quitQuietly();
        }
    }

    private void quitQuietly() {
        try {
            monitor().quit();
        } catch (IOException deaf) {
            LOG.log(Level.WARNING, "QEMU {0} does not end and is killed: {1}", pid(), deaf.getMessage());
            process.destroyForcibly();
        }
    }
}
