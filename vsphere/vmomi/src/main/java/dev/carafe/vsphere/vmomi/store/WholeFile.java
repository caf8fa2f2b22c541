package dev.carafe.vsphere.vmomi.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file that is read and replaced as a whole, and is its owner's alone. Whoever has it lets one thread in at a time. */
public record WholeFile(Path path) {
    /** More than this is no file of ours. */
    private static final long BYTES_MAX = 64L << 20;

    /** What is in it; empty when there is none. */
    public Optional<byte[]> read() throws IOException {
        try {
            long size = Files.size(path);
            if (size > BYTES_MAX) {
                throw new IOException(path + " is " + size + " bytes long, at most " + BYTES_MAX + " are allowed");
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /**
     * Replaces it; on the disk when this returns. Its folder must be there.
     *
     * @throws IOException when the old one may still be there
     */
    public void write(byte... content) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
            out.write(content);
            out.getFD().sync();
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) { // the new name as well is to outlive the machine
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
