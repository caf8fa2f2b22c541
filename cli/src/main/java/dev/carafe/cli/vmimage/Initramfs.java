package dev.carafe.cli.vmimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * The file system that the kernel starts with: busybox, the drivers of disks, and a script that finds the root file system
 * (cpio of the "newc" form, gzip).
 */
final class Initramfs {

    private static final List<String> APPLETS = List.of(
            "cat", "echo", "find", "findfs", "modprobe", "mount", "sh", "sort", "switch_root", "usleep", "xargs");

    /** What no device asks for. */
    private static final String ALWAYS = "ext4 sd_mod\n";

    private final CpioArchiveOutputStream out;
    private int inode;

    private Initramfs(CpioArchiveOutputStream out) {
        this.out = out;
    }

    /**
     * Writes the archive.
     *
     * @param modules the folder of the kernel's modules
     * @param drivers the modules that go along, relative to it
     */
    static void write(Path output, Path busybox, Path modules, Collection<String> drivers) throws IOException {
        try (OutputStream file = Files.newOutputStream(output);
                CpioArchiveOutputStream cpio = new CpioArchiveOutputStream(new GZIPOutputStream(file, 1 << 16))) {
            Initramfs archive = new Initramfs(cpio);
            String kernel = "lib/modules/" + modules.getFileName();
            TreeSet<String> folders = new TreeSet<>(List.of("bin", "dev", "lib", "lib/modules", "proc", "root", "sys"));
            folders.add(kernel);
            for (String driver : drivers) {
                for (Path folder = Path.of(kernel, driver).getParent(); folder != null; folder = folder.getParent()) {
                    folders.add(folder.toString());
                }
            }
            for (String folder : folders) {
                archive.add(folder, CpioConstants.C_ISDIR | 0755, new byte[0]);
            }
            archive.link("sbin", "bin");
            archive.add("bin/busybox", CpioConstants.C_ISREG | 0755, Files.readAllBytes(busybox));
            for (String applet : APPLETS) {
                archive.link("bin/" + applet, "busybox");
            }
            try (InputStream in = GuestRoot.resource("initramfs-init")) {
                archive.add("init", CpioConstants.C_ISREG | 0755, in.readAllBytes());
            }
            archive.add("drivers", CpioConstants.C_ISREG | 0644, ALWAYS.getBytes(StandardCharsets.UTF_8));
            for (String driver : drivers) {
                archive.copy(kernel + "/" + driver, modules.resolve(driver));
            }
            for (String table : List.of("modules.dep", "modules.alias", "modules.symbols", "modules.builtin")) {
                archive.copy(kernel + "/" + table, modules.resolve(table));
            }
        }
    }

    private void copy(String name, Path file) throws IOException {
        add(name, CpioConstants.C_ISREG | 0644, Files.readAllBytes(file));
    }

    private void link(String name, String target) throws IOException {
        add(name, CpioConstants.C_ISLNK | 0777, target.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, long mode, byte[] content) throws IOException {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, content.length);
        entry.setMode(mode);
        entry.setInode(++inode);
        entry.setNumberOfLinks(1);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }
}
