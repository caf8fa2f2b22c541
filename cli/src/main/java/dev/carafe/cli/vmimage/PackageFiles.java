package dev.carafe.cli.vmimage;

import dev.carafe.cli.host.Command;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks Debian packages into a tree whose programs and libraries all lie below {@code usr}. */
final class PackageFiles {

    /** Where the folders of packages go in such a tree, the longer names first. */
    private static final List<Map.Entry<String, String>> MERGED = List.of(
            Map.entry("usr/sbin/", "usr/bin/"),
            Map.entry("sbin/", "usr/bin/"),
            Map.entry("bin/", "usr/bin/"),
            Map.entry("lib64/", "usr/lib64/"),
            Map.entry("lib/", "usr/lib/"));

    private PackageFiles() {}

    /**
     * Unpacks the files of {@code deb} into {@code root}, which {@link GuestRoot#emptyTree} made.
     *
     * @param wanted says of each place, relative to the root, whether it is taken along
     * @throws IOException if the package cannot be read, or names a place outside of the root
     */
    static void unpack(Path deb, Path root, Predicate<String> wanted) throws IOException {
        Path program = Command.find("dpkg-deb").orElseThrow(() -> new IOException("dpkg-deb is missing"));
        Process process = new ProcessBuilder(program.toString(), "--fsys-tarfile", deb.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16);
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            process.getOutputStream().close();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String place = place(entry.getName());
                if (!place.isEmpty() && wanted.test(place)) {
                    write(entry, tar, root, inside(root, place, deb));
                }
            }
            in.transferTo(OutputStream.nullOutputStream());
            if (process.waitFor() != 0) {
                throw new IOException("dpkg-deb could not unpack " + deb.getFileName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking " + deb.getFileName(), e);
        } finally {
            process.destroy();
        }
    }

    /** Where an entry of a package goes, relative to the root; empty for the root itself. */
    static String place(String name) {
        String place = name.startsWith("./") ? name.substring(2) : name;
        while (place.startsWith("/")) {
            place = place.substring(1);
        }
        for (Map.Entry<String, String> each : MERGED) {
            if (place.startsWith(each.getKey())) {
                place = each.getValue() + place.substring(each.getKey().length());
                break;
            }
        }
        return place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
    }

    private static Path inside(Path root, String place, Path deb) throws IOException {
        Path target = root.resolve(place).normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw new IOException(deb.getFileName() + " names a place outside of its root: " + place);
        }
        return target;
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path root, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.deleteIfExists(target);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.copy(
                    root.resolve(place(entry.getLinkName())),
                    target,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        } else if (entry.isFile()) {
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        }
    }

    /** The permissions of the lower nine bits of a Unix mode. */
    static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's read to the others' execute
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }
}
