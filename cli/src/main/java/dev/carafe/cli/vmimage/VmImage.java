package dev.carafe.cli.vmimage;

import dev.carafe.cli.host.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds the image of a small guest: Debian's kernel with the drivers for VMware's and QEMU's devices, busybox, QEMU's
 * guest agent, a web server and a login; boots by BIOS and UEFI.
 */
public final class VmImage {

    /** What the work takes beside the image, most of it the kernel's drivers. */
    private static final long WORK_BYTES = 900L << 20;

    private static final Duration CONVERT_MAX = Duration.ofMinutes(5);

    private VmImage() {}

    /**
     * Builds the guest into {@code output}, over what is there.
     *
     * @param work an empty folder on the file system of {@code output}; the caller removes it
     * @param progress told each step as it begins
     * @throws IOException if a program is missing or fails, the packages cannot be had, or the disk is full; the message is
     *     a clause that says so
     */
    public static void build(Path output, VmImageFormat format, Path work, Consumer<String> progress)
            throws IOException {
        requireMachine(work);
        progress.accept("fetching packages");
        DebianPackages packages = new DebianPackages(work.resolve("apt"));
        List<Path> guest = packages.download("guest", GuestRoot.PACKAGES);
        List<Path> tools = packages.download("tools", PackagedTools.PACKAGES);

        progress.accept("unpacking them");
        Path root = GuestRoot.emptyTree(work.resolve("root"));
        for (Path each : guest) {
            PackageFiles.unpack(each, root, GuestRoot::isWanted);
        }
        PackagedTools programs = PackagedTools.unpack(tools, GuestRoot.emptyTree(work.resolve("tools")));

        progress.accept("laying out the guest");
        BootFiles boot = GuestRoot.finish(root, work);

        progress.accept("making its disk");
        Path raw = GuestDisk.make(root, boot, programs, work);
        Path disk = work.resolve("disk" + (format == VmImageFormat.QCOW2 ? ".qcow2" : ".vmdk"));
        convert(raw, disk);
        Path made = disk;
        if (format == VmImageFormat.OVA) {
            made = work.resolve("image.ova");
            String name = output.getFileName().toString();
            Ova.write(made, name.substring(0, name.length() - format.ending().length()), disk, GuestDisk.BYTES);
        }
        Files.move(made, output, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireMachine(Path work) throws IOException {
        if (!"amd64".equals(System.getProperty("os.arch"))) {
            throw new IOException("the guest is of the x86-64 architecture, and this machine is of "
                    + System.getProperty("os.arch") + "; build it on an x86-64 machine");
        }
        require("apt-get", "apt");
        require("dpkg-deb", "dpkg");
        require("qemu-img", "qemu-utils");
        long free = Files.getFileStore(work).getUsableSpace();
        if (free < WORK_BYTES) {
            throw new IOException("the work needs " + (WORK_BYTES >> 20) + " MB on the disk of " + work.getParent()
                    + ", and " + (free >> 20) + " MB are free; make room or choose another folder");
        }
    }

    private static void require(String program, String owner) throws IOException {
        if (Command.find(program).isEmpty()) {
            throw new IOException(program + " is missing; the package " + owner + " of Debian and its like has it");
        }
    }

    private static void convert(Path raw, Path disk) throws IOException {
        List<String> options = disk.toString().endsWith(".vmdk")
                ? List.of("-O", "vmdk", "-o", "subformat=streamOptimized,adapter_type=lsilogic")
                : List.of("-c", "-O", "qcow2");
        PackagedTools.run(
                CONVERT_MAX,
                Stream.of(
                                List.of("qemu-img", "convert", "-f", "raw"),
                                options,
                                List.of(raw.toString(), disk.toString()))
                        .flatMap(List::stream)
                        .toList());
    }
}
