package dev.carafe.cli.vmimage;

import dev.carafe.cli.host.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** The guest's tree of files: packages, the drivers that are kept, and the few scripts of its own. */
final class GuestRoot {

    static final List<String> PACKAGES =
            List.of("base-files", "bash", "busybox-static", "dropbear-bin", "linux-image-amd64", "qemu-guest-agent");

    private static final Duration RUN_MAX = Duration.ofMinutes(5);

    /** Where the scripts lie in the guest. */
    private static final String SCRIPTS = "usr/lib/carafe/";

    /** What packages bring that such a guest has no use for. */
    private static final List<String> UNWANTED = List.of(
            "usr/share/",
            "usr/include/",
            "usr/games/",
            "usr/src/",
            "usr/lib/systemd/",
            "usr/lib/udev/",
            "usr/lib/init/",
            "usr/lib/x86_64-linux-gnu/gconv/",
            "usr/lib/x86_64-linux-gnu/perl",
            "etc/init.d/",
            "etc/kernel/",
            "etc/rc",
            "boot/config-",
            "boot/System.map-");

    /** What a disk may hang on, and the file system on it. */
    private static final List<String> DISK_DRIVERS = List.of(
            "ahci",
            "ata_generic",
            "ata_piix",
            "crc32c_generic",
            "crc32c_intel",
            "ext4",
            "megaraid_sas",
            "mpt3sas",
            "mptsas",
            "mptspi",
            "nvme",
            "sd_mod",
            "sym53c8xx",
            "virtio_blk",
            "virtio_pci",
            "virtio_scsi",
            "vmw_pvscsi");

    /** The other devices of virtual machines. */
    private static final List<String> DRIVERS = List.of(
            "8139cp",
            "bochs",
            "button",
            "e1000",
            "e1000e",
            "ehci_pci",
            "evdev",
            "hid_generic",
            "iTCO_wdt",
            "isofs",
            "nls_ascii",
            "nls_cp437",
            "nls_iso8859_1",
            "pcnet32",
            "psmouse",
            "pvpanic_pci",
            "qemu_fw_cfg",
            "sr_mod",
            "uhci_hcd",
            "usb_storage",
            "usbhid",
            "vfat",
            "virtio_balloon",
            "virtio_console",
            "virtio_net",
            "virtio_rng",
            "vmxnet3",
            "xhci_pci");

    private GuestRoot() {}

    /** Makes the folders of a tree whose programs and libraries all lie below {@code usr}. */
    static Path emptyTree(Path root) throws IOException {
        for (String each : List.of("usr/bin", "usr/lib", "usr/lib64")) {
            Files.createDirectories(root.resolve(each));
        }
        Files.createSymbolicLink(root.resolve("usr/sbin"), Path.of("bin"));
        for (String each : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(each), Path.of("usr", each));
        }
        return root;
    }

    static boolean isWanted(String place) {
        return UNWANTED.stream().noneMatch(place::startsWith);
    }

    /**
     * Makes a guest of the unpacked packages.
     *
     * @return the kernel and its first file system, outside of the tree
     */
    static BootFiles finish(Path root, Path work) throws IOException {
        Path busybox = root.resolve("usr/bin/busybox");
        linkApplets(busybox);
        String release = keepDrivers(root, busybox, work.resolve("kept"));
        for (String each : List.of("dev", "mnt", "proc", "run", "srv/www", "sys", "var/log")) {
            Files.createDirectories(root.resolve(each));
        }
        for (String script :
                List.of("agent", "boot", "configure", "dhcp", "end", "hotplug", "interface", "serial", "static")) {
            place(script, root.resolve(SCRIPTS + script), 0755);
        }
        place("network.awk", root.resolve(SCRIPTS + "network.awk"), 0644);
        place("power-button", root.resolve("etc/acpi/PWRF/00000080"), 0755);
        place("shutdown", root.resolve("usr/bin/shutdown"), 0755);
        place("vmware-rpctool", root.resolve("usr/bin/vmware-rpctool"), 0755);
        for (String file : List.of("fstab", "group", "hostname", "hosts", "inittab", "nsswitch.conf", "passwd")) {
            place(file, root.resolve("etc/" + file), 0644);
        }
        place("shadow", root.resolve("etc/shadow"), 0600);
        Files.createDirectories(root.resolve("etc/dropbear"));
        Files.writeString(root.resolve("etc/resolv.conf"), "");

        Path kernel = Files.move(root.resolve("boot/vmlinuz-" + release), work.resolve("vmlinuz"));
        Path initramfs = work.resolve("initrd.img");
        Path modules = root.resolve("usr/lib/modules/" + release);
        Initramfs.write(
                initramfs,
                busybox,
                modules,
                KernelModules.parse(Files.readAllLines(modules.resolve("modules.dep")))
                        .closure(DISK_DRIVERS));
        return new BootFiles(kernel, initramfs);
    }

    /** Each of busybox's programs that no package has gets its name. */
    private static void linkApplets(Path busybox) throws IOException {
        for (String name :
                Command.check(RUN_MAX, List.of(busybox.toString(), "--list")).split("\n")) {
            Path link = busybox.resolveSibling(name);
            if (!name.isEmpty() && !Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of("busybox"));
            }
        }
    }

    /** Leaves of the kernel's drivers those for virtual machines; the kernel's release. */
    private static String keepDrivers(Path root, Path busybox, Path kept) throws IOException {
        Path all = root.resolve("usr/lib/modules");
        String release;
        try (Stream<Path> releases = Files.list(all)) {
            release = releases.map(each -> each.getFileName().toString())
                    .findFirst()
                    .orElseThrow(() -> new IOException("the package of the kernel holds no modules"));
        }
        depmod(busybox, root, release);
        Path from = all.resolve(release);
        KernelModules modules = KernelModules.parse(Files.readAllLines(from.resolve("modules.dep")));
        SequencedSet<String> files = modules.closure(
                Stream.concat(DISK_DRIVERS.stream(), DRIVERS.stream()).toList());
        for (String file : files) {
            Files.createDirectories(kept.resolve(file).getParent());
            Files.move(from.resolve(file), kept.resolve(file));
        }
        Files.move(from.resolve("modules.builtin"), kept.resolve("modules.builtin"));
        Files.move(from.resolve("modules.order"), kept.resolve("modules.order"));
        Files.move(from, kept.resolveSibling("drivers-left"));
        Files.move(kept, from);
        depmod(busybox, root, release);
        return release;
    }

    private static void depmod(Path busybox, Path root, String release) throws IOException {
        PackagedTools.run(RUN_MAX, List.of(busybox.toString(), "depmod", "-b", root.toString(), release));
    }

    private static void place(String resource, Path target, int mode) throws IOException {
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        try (InputStream in = resource(resource)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(target, PackageFiles.permissions(mode));
    }

    /** A file that lies beside this class. */
    static InputStream resource(String name) {
        InputStream in = GuestRoot.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("the resource " + name + " is missing");
        }
        return in;
    }
}
