package dev.carafe.vsphere.esxi.process;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the shell script that starts a confined QEMU. Pure. Every value in it is quoted. */
final class LaunchScript {
    /** The device files that QEMU may need, and no others; in its own mount namespace they may be everybody's. */
    private static final String DEVICES = """
            mount -t tmpfs -o mode=0755 carafe /dev
            mkdir -m 0755 /dev/net
            mknod -m 0666 /dev/null c 1 3
            mknod -m 0666 /dev/zero c 1 5
            mknod -m 0666 /dev/random c 1 8
            mknod -m 0666 /dev/urandom c 1 9
            mknod -m 0666 /dev/net/tun c 10 200
            mknod -m 0666 /dev/kvm c 10 232
            """;

    private LaunchScript() {}

    /**
     * The supervisor: enters the cgroups, makes the namespaces, and keeps the exit status.
     *
     * @param command QEMU and its arguments
     */
    static String supervisor(List<String> command, Path runDirectory, Confinement confinement, MountPlan mounts) {
        StringBuilder script = new StringBuilder(begin(runDirectory));
        for (Path cgroup : confinement.cgroups()) {
            script.append("echo $$ > ").append(quoted(cgroup)).append(" || exit 125\n");
        }
        script.append(
                        "unshare --mount --pid --net --ipc --uts --fork --mount-proc --propagation private -- /bin/sh -c ")
                .append(quoted(inner(command, confinement, mounts)))
                .append('\n');
        return script.append(keepStatus(runDirectory)).toString();
    }

    /** As {@link #supervisor}, for an agent that is no more than a user: QEMU runs as this user. */
    static String unconfined(List<String> command, Path runDirectory) {
        return begin(runDirectory) + joined(command) + "\n" + keepStatus(runDirectory);
    }

    /**
     * What runs as root in the new namespaces. It stays as their first process and hands on QEMU's status: {@code unshare} by itself
     * turns the end of a killed child into exit status 1.
     */
    private static String inner(List<String> command, Confinement confinement, MountPlan mounts) {
        StringBuilder script = new StringBuilder("set -e\n").append(DEVICES);
        for (String tap : confinement.taps()) {
            script.append(joined(
                            List.of("ip", "tuntap", "add", "dev", tap, "mode", "tap", "user", "" + confinement.user())))
                    .append('\n');
        }
        if (!mounts.covered().isEmpty()) {
            cover(script, mounts);
        }
        String user = "" + confinement.user();
        return script.append("set +e\nsetpriv --reuid ")
                .append(user)
                .append(" --regid ")
                .append(user)
                .append(" --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs -- ")
                .append(joined(command))
                .append("\nexit $?\n")
                .toString();
    }

    /** The kept folders are set aside, what hides them is covered, and they are put back. */
    private static void cover(StringBuilder script, MountPlan mounts) {
        script.append("mount -t tmpfs -o mode=0700 carafe /mnt\n");
        for (int i = 0; i < mounts.kept().size(); i++) {
            script.append("mkdir /mnt/").append(i).append("\nmount --rbind ");
            script.append(quoted(mounts.kept().get(i)))
                    .append(" /mnt/")
                    .append(i)
                    .append('\n');
        }
        for (Path covered : mounts.covered()) {
            script.append("mount -t tmpfs -o mode=0711 carafe ")
                    .append(quoted(covered))
                    .append('\n');
        }
        for (int i = 0; i < mounts.kept().size(); i++) {
            String path = quoted(mounts.kept().get(i));
            script.append("(umask 066; mkdir -p ").append(path).append(")\n");
            script.append("mount --move /mnt/")
                    .append(i)
                    .append(' ')
                    .append(path)
                    .append('\n');
        }
        script.append("umount /mnt\n");
    }

    private static String begin(Path runDirectory) {
        return "umask 077\necho $$ > " + quoted(runDirectory.resolve(QemuLauncher.SUPERVISOR_FILE)) + "\n";
    }

    private static String keepStatus(Path runDirectory) {
        String exit = quoted(runDirectory.resolve(QemuLauncher.EXIT_FILE));
        return "status=$?\necho $status > " + exit + ".new\nmv " + exit + ".new " + exit + "\n";
    }

    private static String joined(List<String> words) {
        return words.stream().map(LaunchScript::quoted).collect(Collectors.joining(" "));
    }

    static String quoted(Object word) {
        return "'" + word.toString().replace("'", "'\\''") + "'";
    }
}
