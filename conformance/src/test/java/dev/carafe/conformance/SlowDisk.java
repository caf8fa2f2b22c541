package dev.carafe.conformance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own in a file, whose writes by one process the kernel can hold back (cgroup v1, blkio). */
final class SlowDisk implements AutoCloseable {
    private static final Path BLKIO = Path.of("/sys/fs/cgroup/blkio");
    private static final String THROTTLE = "blkio.throttle.write_iops_device";
    private static final long SIZE_BYTES = 1L << 30;

    private final Path folder;
    private final Path group;
    private final String device;
    private final String number;

    private SlowDisk(Path folder, Path group, String device, String number) {
        this.folder = folder;
        this.group = group;
        this.device = device;
        this.number = number;
    }

    /** Whether the kernel can, and the programs for it are here. */
    static boolean possible() {
        return Files.isWritable(BLKIO.resolve("cgroup.procs"))
                && Files.exists(Path.of("/dev/loop-control"))
                && Command.run("sh", "-c", "command -v mkfs.ext4 && command -v losetup && command -v lsblk")
                                .status()
                        == 0;
    }

    /** Makes one that is mounted at a folder. */
    static SlowDisk create(Path folder, String name) throws IOException {
        Path image = Files.createDirectories(folder).resolveSibling(name + ".ext4");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE_BYTES);
        }
        var _ = Command.run("mkfs.ext4", "-q", image.toString()).orFail();
        String device = Command.run("losetup", "--find", "--show", image.toString())
                .orFail()
                .strip();
        var _ = Command.run("mount", device, folder.toString()).orFail();
        String number = Command.run("lsblk", "-ndo", "MAJ:MIN", device).orFail().strip();
        Path group = Files.createDirectories(
                BLKIO.resolve("carafe-" + ProcessHandle.current().pid() + "-" + name));
        return new SlowDisk(folder, group, device, number);
    }

    /** Makes it hold back what a process writes. */
    void attach(long pid) throws IOException {
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
    }

    /** Lets through so many writes a second; 0 for all. */
    void limit(int writesPerSecond) throws IOException {
        Files.writeString(group.resolve(THROTTLE), number + " " + writesPerSecond);
    }

    /** Takes it away; nobody may have files there any more. */
    @Override
    public void close() throws IOException {
        var _ = Command.run("umount", folder.toString()).orFail();
        var _ = Command.run("losetup", "--detach", device).orFail();
        Files.delete(group);
    }
}
