package dev.carafe.vsphere.esxi.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a running QEMU sees of the host's files. It was started with the folders that it needed; a file elsewhere is mounted into its
 * namespace when it comes to need it, that file alone. The kernel keeps what is mounted, so that an agent that takes the machine over
 * finds it. One machine is changed by one thread at a time.
 */
public final class MountNamespace {
    private final long pid;

    public MountNamespace(long pid) {
        this.pid = pid;
    }

    /** Lets QEMU reach a file at its own path; nothing happens when it does already. */
    public void show(Path file, boolean writes) throws IOException {
        if (isShared()) {
            return;
        }
        hide(file); // what was mounted may be a file that was replaced since
        MountPlan plan = MountPlan.of(List.of(file), folder -> QemuLauncher.isPassable(inside(folder)));
        if (plan.covered().isEmpty() && Files.exists(inside(file)) && Files.isSameFile(file, inside(file))) {
            return;
        }
        run(MountScript.show(file, covers(file), plan.covered(), writes));
    }

    /** Takes away again what {@link #show} mounted, once QEMU has closed it; nothing happens to other files. */
    public void hide(Path file) throws IOException {
        if (!isShared() && mounts().stream().anyMatch(mount -> mount.point().equals(file))) {
            run(MountScript.hide(file));
        }
    }

    /** Whether QEMU sees what the agent sees, as one does that is not confined. */
    private boolean isShared() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt"))
                .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")));
    }

    private Path inside(Path path) {
        return Path.of("/proc/" + pid + "/root" + path);
    }

    private List<Path> covers(Path file) throws IOException {
        return mounts().stream()
                .filter(mount -> mount.isCover() && file.startsWith(mount.point()))
                .map(Mount::point)
                .toList();
    }

    private void run(String script) throws IOException {
        Command.run("nsenter", "--target", "" + pid, "--mount", "--pid", "--", "/bin/sh", "-c", script);
    }

    private List<Mount> mounts() throws IOException {
        List<Mount> mounts = new ArrayList<>();
        for (String line : new String(Files.readAllBytes(Path.of("/proc/" + pid + "/mountinfo")), UTF_8).split("\n")) {
            mounts.add(Mount.parse(line));
        }
        return mounts;
    }

    /**
     * A line of {@code /proc/PID/mountinfo} (proc_pid_mountinfo(5)).
     *
     * @param isCover whether it is one of those that hide the host's folders
     */
    record Mount(Path point, boolean isCover) {
        static Mount parse(String line) throws IOException {
            String[] fields = line.split(" ", -1);
            int separator = List.of(fields).indexOf("-");
            if (separator < 6 || fields.length < separator + 3) {
                throw new IOException("not a line of mountinfo: " + line);
            }
            return new Mount(
                    Path.of(unescaped(fields[4])),
                    fields[separator + 1].equals("tmpfs") && fields[separator + 2].equals("carafe"));
        }

        /** The kernel writes blanks, line ends and backslashes as three octal digits. */
        private static String unescaped(String field) {
            return field.replace("\\040", " ")
                    .replace("\\011", "\t")
                    .replace("\\012", "\n")
                    .replace("\\134", "\\");
        }
    }
}
