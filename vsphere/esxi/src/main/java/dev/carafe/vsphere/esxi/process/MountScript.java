package dev.carafe.vsphere.esxi.process;

import static dev.carafe.vsphere.esxi.process.LaunchScript.quoted;

import java.nio.file.Path;
import java.util.List;

/** Writes the shell scripts that change what a running QEMU sees; they run as root in its namespaces. Pure. */
final class MountScript {
    /** In the {@code /dev} of its own that {@link LaunchScript} made, where no file of a machine is. */
    private static final String HOST = "/dev/all/host";

    private MountScript() {}

    /**
     * Mounts one file at its own path.
     *
     * <p>The host's file lies beneath the covers that {@link LaunchScript} put there. A second view of all mounts, which only root can
     * pass, is taken off these covers, and the file is mounted from there.
     *
     * @param lying the covers that lie over the file now
     * @param covered the folders to be covered before, as {@link MountPlan} has them
     */
    static String show(Path file, List<Path> lying, List<Path> covered, boolean writes) {
        StringBuilder script = new StringBuilder("""
                set -e
                mkdir -m 0700 /dev/all
                trap 'umount -l /dev/all/host; rm -d /dev/all/host /dev/all' EXIT
                mkdir /dev/all/host
                mount --rbind / /dev/all/host
                """);
        for (Path cover : lying) {
            script.append("umount -l ").append(quoted(HOST + cover)).append('\n');
        }
        for (Path cover : covered) {
            script.append("mount -t tmpfs -o mode=0711 carafe ")
                    .append(quoted(cover))
                    .append('\n');
        }
        String target = quoted(file);
        script.append("(umask 066; mkdir -p ")
                .append(quoted(String.valueOf(file.getParent())))
                .append("; : >> ")
                .append(target)
                .append(")\nmount --bind ")
                .append(quoted(HOST + file))
                .append(' ')
                .append(target)
                .append('\n');
        if (!writes) {
            script.append("mount -o remount,bind,ro ").append(target).append('\n');
        }
        return script.toString();
    }

    /** Takes a file away that {@link #show} mounted; a QEMU that has it open keeps it until it closes it. */
    static String hide(Path file) {
        return "set -e\numount -l " + quoted(file) + "\nrm " + quoted(file) + "\n";
    }
}
