package dev.carafe.vsphere.esxi.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qmp.QmpClient;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts QEMU processes, and finds those that run already. Thread-safe; one machine is started by one thread at a time. */
public final class QemuLauncher {
    static final String EXIT_FILE = "exit";
    static final String SUPERVISOR_FILE = "supervisor.pid";
    static final String LOG_FILE = "qemu.log";

    /** How long QEMU may take to answer; it reads its disks' headers first. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** How long one may take to end that does not answer any more; it flushes its disks. */
    private static final Duration ENDING = Duration.ofSeconds(20);
    /** How much of QEMU's last words an error quotes. */
    private static final int LAST_WORDS_MAX = 2_000;

    private QemuLauncher() {}

    /** A process with a connection to it. */
    record Running(ProcessHandle process, QmpClient qmp) {}

    /**
     * Makes the run directory ready: empty of what an earlier run left, and the user's own.
     *
     * @throws LaunchFailedException when a machine runs there
     */
    public static void prepare(Placement placement, Optional<Confinement> confinement) throws IOException {
        if (QemuProcesses.find(placement.pidFile()).isPresent()) {
            throw new LaunchFailedException("the machine runs already: " + placement.runDirectory());
        }
        Path folder = placement.runDirectory();
        Files.createDirectories(folder);
        for (Path leftover : List.of(
                placement.qmpSocket(),
                placement.qmpSecondSocket(),
                placement.guestAgentSocket(),
                placement.vncSocket(),
                placement.moveSocket(),
                placement.pidFile(),
                folder.resolve(LeftMachines.STARTING),
                folder.resolve(LOG_FILE),
                folder.resolve(SUPERVISOR_FILE),
                folder.resolve(EXIT_FILE))) {
            Files.deleteIfExists(leftover);
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        if (confinement.isPresent()) {
            own(folder, confinement.get().user());
        }
    }

    /** Gives a file or a folder to the user that a machine runs as, not what is in it. */
    public static void own(Path path, int user) throws IOException {
        Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Starts QEMU and waits until it answers.
     *
     * @param confinement empty to run it as this user, without any
     * @throws LaunchFailedException with QEMU's own words when it ends instead
     */
    static Running launch(List<String> command, Placement placement, Optional<Confinement> confinement)
            throws IOException, InterruptedException {
        Path folder = placement.runDirectory();
        prepare(placement, confinement);
        String script = confinement
                .map(confined -> LaunchScript.supervisor(
                        command, folder, confined, MountPlan.of(confined.visible(), QemuLauncher::isPassable)))
                .orElseGet(() -> LaunchScript.unconfined(command, folder));
        Path starting = Files.createFile(folder.resolve(LeftMachines.STARTING));
        Process supervisor;
        try (WatchService watcher = FileSystems.getDefault().newWatchService()) {
            folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            supervisor = new ProcessBuilder("setsid", "/bin/sh", "-c", script)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(LOG_FILE).toFile())
                    .directory(Path.of("/").toFile())
                    .start();
            QmpClient client = connect(supervisor, placement, watcher);
            Optional<ProcessHandle> process = QemuProcesses.find(placement.pidFile());
            if (process.isEmpty()) {
                client.close();
                throw new LaunchFailedException("QEMU ended while it started: " + lastWords(folder));
            }
            try {
                Files.delete(starting); // from here on its pidfile tells of it
            } catch (IOException stays) {
                process.get().destroyForcibly();
                client.close();
                throw stays;
            }
            return new Running(process.get(), client);
        }
    }

    private static QmpClient connect(Process supervisor, Placement placement, WatchService watcher)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (Files.exists(placement.qmpSocket())) {
                try {
                    return QmpClient.connect(placement.qmpSocket(), PATIENCE);
                } catch (IOException early) {
                    // Made and not listened to yet, or QEMU is ending; the next round says which.
                }
            }
            if (!supervisor.isAlive()) {
                throw new LaunchFailedException("QEMU did not start: " + lastWords(placement.runDirectory()));
            }
            var key = watcher.poll(50, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
        }
        QemuProcesses.find(placement.pidFile()).ifPresent(ProcessHandle::destroyForcibly);
        throw new LaunchFailedException("QEMU did not answer within " + PATIENCE.toSeconds() + " s");
    }

    /** The machine that runs in a run directory, if one does. */
    static Optional<Running> adopt(Placement placement) throws IOException {
        Optional<ProcessHandle> process = QemuProcesses.find(placement.pidFile());
        if (process.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Running(process.get(), QmpClient.connect(placement.qmpSocket(), PATIENCE)));
        } catch (IOException unanswered) {
            if (ends(process.get())) { // its sockets go before it does
                return Optional.empty();
            }
            throw unanswered;
        }
    }

    private static boolean ends(ProcessHandle process) {
        try {
            process.onExit().get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException stays) {
            return false;
        }
    }

    /** QEMU's exit status after its end; empty when its supervisor did not live to write it down. */
    static OptionalInt exitStatus(Path runDirectory) throws InterruptedException {
        try {
            awaitSupervisor(Long.parseLong(
                    Files.readString(runDirectory.resolve(SUPERVISOR_FILE)).strip()));
            return OptionalInt.of(Integer.parseInt(
                    Files.readString(runDirectory.resolve(EXIT_FILE)).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return OptionalInt.empty();
        }
    }

    /** It ends a moment after QEMU; the bound is for a number that means another process by now. */
    private static void awaitSupervisor(long pid) throws InterruptedException {
        Optional<ProcessHandle> supervisor = ProcessHandle.of(pid);
        try {
            if (supervisor.isPresent()) {
                supervisor.get().onExit().get(2, TimeUnit.SECONDS);
            }
        } catch (TimeoutException | ExecutionException other) {
            // The file says what there is to say.
        }
    }

    private static String lastWords(Path runDirectory) throws IOException {
        byte[] log = Files.readAllBytes(runDirectory.resolve(LOG_FILE));
        String text = new String(log, UTF_8).strip();
        return text.isEmpty() ? "it said nothing" : text.substring(Math.max(0, text.length() - LAST_WORDS_MAX));
    }

    static boolean isPassable(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException absent) {
            return true; // QEMU's own error says it better
        }
    }
}
