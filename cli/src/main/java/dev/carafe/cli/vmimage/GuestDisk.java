package dev.carafe.cli.vmimage;

import dev.carafe.cli.host.Command;
import dev.carafe.cli.host.Host;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The guest's disk: a master boot record with GRUB for the BIOS, a FAT partition from which both GRUB and UEFI's loader
 * take the kernel, and the root file system.
 */
final class GuestDisk {

    private static final int SECTOR = 512;
    private static final long MIB = 1 << 20;

    /** The first partition begins where every tool lets it begin; the boot loader lies before it. */
    private static final long BOOT_START = MIB;

    private static final long BOOT_BYTES = 40 * MIB;
    private static final long ROOT_START = BOOT_START + BOOT_BYTES;

    /** The size of the disk, in bytes. */
    static final long BYTES = 256 * MIB;

    private static final long ROOT_BYTES = BYTES - ROOT_START;

    /** Where a master boot record's own fields begin, after its code. */
    private static final int SIGNATURE_OFFSET = 440;

    private static final int DISK_SIGNATURE = 0xca7afe01;
    private static final byte ACTIVE = (byte) 0x80;
    private static final byte EFI_SYSTEM = (byte) 0xef;
    private static final byte LINUX = (byte) 0x83;
    private static final short RECORD_END = (short) 0xaa55;

    private static final String KERNEL_OPTIONS =
            "root=LABEL=carafe-root ro quiet no_timer_check console=ttyS0,115200 console=tty0";

    private GuestDisk() {}

    /** Makes the disk as a raw file with holes. */
    static Path make(Path root, BootFiles boot, PackagedTools tools, Path work) throws IOException {
        Path loader = grub(tools, work);
        Path bootPartition = bootPartition(boot, tools, work);
        Path rootPartition = rootPartition(root, tools, work);
        Path disk = empty(work.resolve("disk.img"), BYTES);
        try (FileChannel out = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            out.write(record(Files.readAllBytes(tools.file("usr/lib/grub/i386-pc/boot.img"))), 0);
            byte[] code = Files.readAllBytes(loader);
            if (code.length > BOOT_START - SECTOR) {
                throw new IOException("GRUB's " + code.length + " bytes do not fit before the first partition");
            }
            out.write(ByteBuffer.wrap(code), SECTOR);
            copy(bootPartition, out, BOOT_START);
            copy(rootPartition, out, ROOT_START);
        }
        return disk;
    }

    /** GRUB as the BIOS loads it, from the sectors behind the first. */
    private static Path grub(PackagedTools tools, Path work) throws IOException {
        Path script = Files.writeString(
                work.resolve("grub.cfg"),
                "search --no-floppy --label --set=root CARAFE-BOOT\nlinux /vmlinuz " + KERNEL_OPTIONS
                        + "\ninitrd /initrd.img\nboot\n");
        Path core = work.resolve("core.img");
        tools.run(
                "grub-mkimage",
                "--directory=" + tools.file("usr/lib/grub/i386-pc"),
                "--format=i386-pc",
                "--config=" + script,
                "--prefix=/",
                "--output=" + core,
                "biosdisk",
                "part_msdos",
                "fat",
                "search",
                "search_label",
                "linux",
                "boot");
        return core;
    }

    private static Path bootPartition(BootFiles boot, PackagedTools tools, Path work) throws IOException {
        long content = Files.size(boot.kernel()) + Files.size(boot.initramfs());
        if (content > BOOT_BYTES - MIB) {
            throw new IOException("the kernel's " + content + " bytes do not fit into the boot partition");
        }
        Path image = empty(work.resolve("boot.img"), BOOT_BYTES);
        Path menu = Files.writeString(work.resolve("loader.conf"), "timeout 0\n");
        Path entry = Files.writeString(
                work.resolve("carafe.conf"),
                "title Linux\nlinux /vmlinuz\ninitrd /initrd.img\noptions " + KERNEL_OPTIONS + "\n");
        tools.run("mkfs.fat", "-F", "16", "-n", "CARAFE-BOOT", "-i", "ca7afe02", image.toString());
        tools.run("mmd", "-i", image.toString(), "::/EFI", "::/EFI/BOOT", "::/loader", "::/loader/entries");
        put(tools, image, tools.file("usr/lib/systemd/boot/efi/systemd-bootx64.efi"), "::/EFI/BOOT/BOOTX64.EFI");
        put(tools, image, menu, "::/loader/loader.conf");
        put(tools, image, entry, "::/loader/entries/carafe.conf");
        put(tools, image, boot.kernel(), "::/vmlinuz");
        put(tools, image, boot.initramfs(), "::/initrd.img");
        return image;
    }

    private static void put(PackagedTools tools, Path image, Path file, String place) throws IOException {
        tools.run("mcopy", "-i", image.toString(), file.toString(), place);
    }

    private static Path rootPartition(Path root, PackagedTools tools, Path work) throws IOException {
        Path image = empty(work.resolve("root.img"), ROOT_BYTES);
        Path configuration = Files.writeString(
                work.resolve("mke2fs.conf"),
                "[fs_types]\n ext4 = {\n  features = sparse_super,filetype,resize_inode,dir_index,ext_attr,has_journal,"
                        + "extent,huge_file,flex_bg,dir_nlink,extra_isize\n }\n");
        tools.run(
                ownedByRoot(configuration),
                List.of(
                        "mke2fs",
                        "-q",
                        "-t",
                        "ext4",
                        "-b",
                        "4096",
                        "-I",
                        "256",
                        "-N",
                        "16384",
                        "-J",
                        "size=4",
                        "-L",
                        "carafe-root",
                        "-d",
                        root.toString(),
                        image.toString()));
        return image;
    }

    /** The words before mke2fs: files keep their owner, so another user than root becomes one in a namespace of his own. */
    private static List<String> ownedByRoot(Path configuration) throws IOException {
        String setting = "MKE2FS_CONFIG=" + configuration;
        if (Host.isRoot()) {
            return List.of("env", setting);
        }
        if (Command.find("unshare").isEmpty()) {
            throw new IOException("unshare is missing, which another user than root needs here; "
                    + "the package util-linux has it, or run this as root");
        }
        return List.of("unshare", "--map-root-user", "env", setting);
    }

    /** The first sector: GRUB's code, then two partitions. */
    private static ByteBuffer record(byte[] code) {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(code, 0, SIGNATURE_OFFSET);
        sector.putInt(DISK_SIGNATURE).putShort((short) 0);
        partition(sector, ACTIVE, EFI_SYSTEM, BOOT_START, BOOT_BYTES);
        partition(sector, (byte) 0, LINUX, ROOT_START, ROOT_BYTES);
        return sector.putShort(SECTOR - Short.BYTES, RECORD_END).rewind();
    }

    /** A partition's entry; its place by cylinders and heads says that only the sectors' numbers hold. */
    private static void partition(ByteBuffer sector, byte status, byte type, long start, long bytes) {
        byte[] beyond = {(byte) 0xfe, (byte) 0xff, (byte) 0xff};
        sector.put(status).put(beyond).put(type).put(beyond);
        sector.putInt((int) (start / SECTOR)).putInt((int) (bytes / SECTOR));
    }

    private static Path empty(Path file, long bytes) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.allocate(1), bytes - 1);
        }
        return file;
    }

    /** Copies what is not zero. */
    private static void copy(Path from, FileChannel to, long offset) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (FileChannel in = FileChannel.open(from)) {
            for (long at = 0; in.read(buffer.clear()) > 0; at += buffer.limit()) {
                if (buffer.flip().mismatch(ByteBuffer.allocate(buffer.limit())) >= 0) {
                    to.write(buffer, offset + at);
                    buffer.limit(buffer.position());
                }
            }
        }
    }
}
