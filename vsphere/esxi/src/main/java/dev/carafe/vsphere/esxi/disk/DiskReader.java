package dev.carafe.vsphere.esxi.disk;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.qemu.ImageFormat;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads descriptors and follows them down to the base. Whatever a descriptor names is looked up as a path of a datastore. */
final class DiskReader {
    /** How many disks may lie one over another. */
    static final int DEPTH_MAX = 64;

    private static final String VOLUMES = "/vmfs/volumes/";

    private final Datastores datastores;

    DiskReader(Datastores datastores) {
        this.datastores = datastores;
    }

    DiskDescriptor descriptor(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(DiskDescriptor.BYTES_MAX + 1);
            return DiskDescriptor.parse(content);
        } catch (CorruptDescriptorException corrupt) {
            throw corrupt(file, corrupt);
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /** A disk with all that is beneath it. */
    DiskChain chain(Path top) {
        List<DiskLink> links = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Path at = top;
        DiskDescriptor descriptor = descriptor(at);
        long sectors = descriptor.sectors();
        while (true) {
            if (!seen.add(at)) {
                throw corrupt(top, "its chain of parents comes back to " + at);
            }
            if (links.size() == DEPTH_MAX) {
                throw corrupt(top, "more than " + DEPTH_MAX + " disks lie one over another");
            }
            links.add(new DiskLink(at, layer(at, descriptor)));
            Optional<Path> parent = parent(at, descriptor);
            if (parent.isEmpty()) {
                return new DiskChain(links, sectors * 512);
            }
            DiskDescriptor below = descriptor(parent.get());
            if (below.cid() != descriptor.parentCid().orElseThrow()) {
                throw corrupt(at, "the parent " + parent.get() + " has changed since this disk was made over it");
            }
            if (below.sectors() > descriptor.sectors()) {
                throw corrupt(at, "the parent " + parent.get() + " is larger than this disk");
            }
            at = parent.get();
            descriptor = below;
        }
    }

    /** The descriptor that one lies over. */
    Optional<Path> parent(Path file, DiskDescriptor descriptor) {
        return descriptor.parentHint().map(hint -> {
            try {
                return datastores.resolve(hinted(file, hint));
            } catch (InvalidDatastorePathException wrong) {
                throw corrupt(file, "its parent cannot be where it says: " + wrong.getMessage());
            }
        });
    }

    /** How a descriptor is to name its parent: by name in its own folder, else as a path of a datastore. */
    String hint(Path child, Path parent) {
        return Staging.folderOf(parent).equals(Staging.folderOf(child))
                ? parent.getFileName().toString()
                : datastores.pathOf(parent).toString();
    }

    /** The file that holds a disk's own content; it need not be there. */
    Path content(Path file, DiskDescriptor descriptor) {
        Extent extent = only(file, descriptor);
        String name = extent.fileName();
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw corrupt(file, "its content is not in its folder: " + name);
        }
        try {
            return datastores.resolve(datastores.pathOf(file).parent().child(name));
        } catch (InvalidDatastorePathException wrong) {
            throw corrupt(file, "its content cannot be where it says: " + wrong.getMessage());
        }
    }

    private ImageLayer layer(Path file, DiskDescriptor descriptor) {
        Extent extent = only(file, descriptor);
        Path content = content(file, descriptor);
        long bytes = descriptor.sectors() * 512;
        try {
            if (!Files.isRegularFile(content)) {
                throw new DiskException(
                        DiskException.Kind.NOT_FOUND, "File " + content + " of disk " + file + " was not found");
            }
            if (extent.isFlat()) {
                if (Files.size(content) < bytes) {
                    throw corrupt(file, content.getFileName() + " is shorter than the disk");
                }
                return new ImageLayer(content, ImageFormat.RAW);
            }
            try (InputStream in = Files.newInputStream(content)) {
                Qcow2Header header = Qcow2Header.parse(ByteBuffer.wrap(in.readNBytes(Qcow2Header.BYTES)));
                if (header.sizeBytes() != bytes) {
                    throw corrupt(file, content.getFileName() + " is not as large as the disk");
                }
            }
            return new ImageLayer(content, ImageFormat.QCOW2);
        } catch (CorruptDescriptorException corrupt) {
            throw corrupt(content, corrupt);
        } catch (IOException failed) {
            throw Staging.failure(failed, content);
        }
    }

    private static Extent only(Path file, DiskDescriptor descriptor) {
        Extent extent = descriptor.extents().getFirst();
        boolean isDelta = extent.type().equals(Extent.QCOW2);
        if (descriptor.extents().size() != 1 || !(extent.isFlat() || isDelta)) {
            throw new DiskException(
                    DiskException.Kind.UNSUPPORTED,
                    "Disk " + file + " is of the type " + descriptor.createType()
                            + ", which no machine can use; copy it to one that can");
        }
        if (isDelta != descriptor.parentCid().isPresent()) {
            throw corrupt(
                    file,
                    isDelta ? "it holds differences, but from no parent" : "its content is whole, but it has a parent");
        }
        return extent;
    }

    private DatastorePath hinted(Path file, String hint) {
        if (hint.startsWith("[")) {
            return DatastorePath.parse(hint);
        }
        if (hint.startsWith(VOLUMES)) {
            String rest = hint.substring(VOLUMES.length());
            int slash = Math.max(0, rest.indexOf('/'));
            return new DatastorePath(rest.substring(0, slash), rest.substring(slash));
        }
        if (hint.startsWith("/")) {
            throw corrupt(file, "its parent is no path of a datastore: " + hint);
        }
        return datastores.pathOf(file).parent().child(hint);
    }

    static DiskException corrupt(Path file, CorruptDescriptorException why) {
        return new DiskException(DiskException.Kind.CORRUPT, "Disk " + file + " is corrupt: " + why.getMessage(), why);
    }

    static DiskException corrupt(Path file, String why) {
        return new DiskException(DiskException.Kind.CORRUPT, "Disk " + file + " is corrupt: " + why);
    }
}
