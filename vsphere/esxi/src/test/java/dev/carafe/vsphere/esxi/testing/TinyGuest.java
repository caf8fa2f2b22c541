package dev.carafe.vsphere.esxi.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A guest that boots in a few seconds: the distribution's cloud kernel and an initramfs of busybox, the kernel's modules for VMware's
 * devices, and QEMU's guest agent. Its parts come from packages, which are downloaded and unpacked once, not installed.
 *
 * <p>It says what it sees and then {@code GUEST READY} on its serial port, and runs the guest agent.
 */
public final class TinyGuest {
    private static final Path FOLDER = Path.of("target/guest").toAbsolutePath();
    private static final List<String> MODULES = List.of(
            "failover",
            "net_failover",
            "virtio_net",
            "vmxnet3",
            "scsi_common",
            "scsi_mod",
            "sd_mod",
            "vmw_pvscsi",
            "qemu_fw_cfg",
            "pvpanic",
            "pvpanic-pci",
            "virtio_balloon");
    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox --install -s /bin
            export PATH=/bin:/sbin
            mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
            for m in %s; do insmod /modules/$m.ko 2>/dev/null; done
            ip link set lo up; ip link set eth0 up 2>/dev/null
            mkdir -p /run /var/run /tmp; hostname tiny
            trap 'sync; poweroff -f' USR2 TERM
            trap 'sync; reboot -f' USR1
            (for i in 1 2 3 4 5 6 7 8 9 10; do [ -e /dev/vport*p1 ] && break; sleep 0.2; done
             exec qemu-ga -m virtio-serial -p $(echo /dev/vport*p1) -t /run) >/dev/ttyS0 2>&1 &
            [ -e /dev/sda ] && echo DISK $(cat /sys/block/sda/size) $(cat /sys/block/sda/device/vendor)
            for f in /sys/firmware/qemu_fw_cfg/by_name/opt/guestinfo.*; do [ -e $f/raw ] && echo INFO $(basename $f)=$(cat $f/raw); done
            echo VENDOR $(cat /sys/class/dmi/id/sys_vendor) SERIAL $(cat /sys/class/dmi/id/product_serial)
            [ -e /sys/class/net/eth0 ] && echo NIC $(cat /sys/class/net/eth0/address) $(basename $(readlink /sys/class/net/eth0/device/driver))
            n=0; (while :; do n=$((n+1)); echo $n > /tmp/count; sleep 0.2; done) &
            if [ -e /sys/class/net/eth0 ]; then
              echo '#!/bin/sh
            [ "$1" = bound ] && ip addr add $ip/$mask dev eth0 && ip route add default via $router && echo ADDRESS $ip > /dev/console' > /bin/dhcp; chmod 755 /bin/dhcp
              udhcpc -q -t 20 -T 1 -s /bin/dhcp -i eth0 >/dev/null 2>&1 &
            fi
            echo GUEST READY
            while :; do sleep 1000; done
            """;

    private TinyGuest() {}

    /** The arguments that make QEMU boot it. */
    public static List<String> arguments() throws IOException {
        make();
        return List.of(
                "-kernel",
                FOLDER.resolve("vmlinuz").toString(),
                "-initrd",
                FOLDER.resolve("initrd").toString(),
                "-append",
                "console=ttyS0 quiet panic=-1 no_timer_check random.trust_cpu=on");
    }

    /** QEMU's command line with the guest's arguments. */
    public static List<String> boot(List<String> commandLine) throws IOException {
        List<String> all = new ArrayList<>(commandLine);
        all.addAll(arguments());
        return all;
    }

    /** The folder that machines must be able to read. */
    public static Path folder() {
        return FOLDER;
    }

    private static synchronized void make() throws IOException {
        Path done = FOLDER.resolve("initrd");
        if (Files.exists(done) && Files.size(done) > 0 && Files.exists(FOLDER.resolve("stamp." + INIT.hashCode()))) {
            return;
        }
        Path unpacked = FOLDER.resolve("packages");
        if (!Files.exists(unpacked)) {
            Files.createDirectories(FOLDER);
            unpack(kernelPackage(), unpacked);
            unpack("qemu-guest-agent", unpacked);
        }
        Files.write(FOLDER.resolve("vmlinuz"), Files.readAllBytes(find(unpacked.resolve("boot"), "vmlinuz-")));
        Cpio archive = new Cpio();
        for (String folder : List.of("proc", "sys", "dev", "run", "tmp", "sbin")) {
            archive.folder(folder);
        }
        archive.file("init", 0755, INIT.formatted(String.join(" ", MODULES)).getBytes(UTF_8));
        archive.file("bin/busybox", 0755, Files.readAllBytes(Path.of("/bin/busybox")));
        for (String module : MODULES) {
            archive.file("modules/" + module + ".ko", 0644, module(unpacked, module));
        }
        addAgent(archive, unpacked);
        Files.write(done, archive.finish());
        Files.createFile(FOLDER.resolve("stamp." + INIT.hashCode()));
    }

    private static String kernelPackage() throws IOException {
        Matcher name = Pattern.compile("Depends: (linux-image-\\S+)")
                .matcher(Command.run("apt-cache", "depends", "linux-image-cloud-amd64"));
        if (!name.find()) {
            throw new IOException("no cloud kernel is offered by the configured package sources");
        }
        return name.group(1);
    }

    private static void unpack(String name, Path target) throws IOException {
        Path downloads = Files.createTempDirectory(FOLDER, "download");
        Command.run(
                List.of(
                        "sh",
                        "-c",
                        "cd " + downloads + " && apt-get download " + name + " && dpkg-deb -x ./*.deb " + target),
                "",
                java.time.Duration.ofMinutes(3));
    }

    private static byte[] module(Path unpacked, String name) throws IOException {
        Path file = find(unpacked.resolve("lib/modules"), name + ".ko");
        if (file.toString().endsWith(".ko")) {
            return Files.readAllBytes(file);
        }
        Path plain = Files.createTempFile(FOLDER, "module", ".ko");
        Command.run("sh", "-c", "xz -dc " + file + " > " + plain);
        byte[] bytes = Files.readAllBytes(plain);
        Files.delete(plain);
        return bytes;
    }

    private static void addAgent(Cpio archive, Path unpacked) throws IOException {
        Path agent = unpacked.resolve("usr/sbin/qemu-ga");
        archive.file("bin/qemu-ga", 0755, Files.readAllBytes(agent));
        Matcher library = Pattern.compile("(?:=> )?(/\\S+) \\(0x").matcher(Command.run("ldd", agent.toString()));
        while (library.find()) {
            archive.file(library.group(1).substring(1), 0755, Files.readAllBytes(Path.of(library.group(1))));
        }
    }

    private static Path find(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + prefix + " in " + folder));
        }
    }
}
