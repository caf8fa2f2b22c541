package dev.carafe.vsphere.esxi.disk;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The disks on the datastores of a host. Every path is a descriptor's, absolute, on one of the datastores; each operation blocks
 * until it is done, and fails by {@link DiskException} with everything as it was. Any thread.
 */
public final class DiskStore {
    /** 62 TiB, as in vSphere. */
    public static final long CAPACITY_MAX_BYTES = DescriptorText.SECTORS_MAX * 512;

    private static final String ENDING = ".vmdk";
    private static final List<String> CONTENT_ENDINGS = List.of("-flat.vmdk", "-delta.qcow2");

    private final Datastores datastores;
    private final RandomGenerator random;
    private final Unfinished unfinished;
    private final DiskReader reader;
    private final DiskTransfers transfers;
    private final DiskLocks locks = new DiskLocks();

    /**
     * Takes the datastores.
     *
     * @param random for content ids, identities and temporary names
     * @param unfinished what files that are being made are called
     */
    public DiskStore(Datastores datastores, RandomGenerator random, Unfinished unfinished) {
        this.datastores = datastores;
        this.random = random;
        this.unfinished = unfinished;
        this.reader = new DiskReader(datastores);
        this.transfers = new DiskTransfers(this);
    }

    /** Makes an empty disk. */
    public void create(Path descriptor, long bytes, Provisioning provisioning) {
        create(descriptor, bytes, provisioning, AdapterType.LSI_LOGIC, DiskProgress.NONE);
    }

    /** Makes an empty disk for a kind of controller. */
    public void create(
            Path descriptor, long bytes, Provisioning provisioning, AdapterType adapter, DiskProgress progress) {
        Path file = named(descriptor);
        checkCapacity(file, bytes);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file));
                Staging staging = new Staging(this::unfinished)) {
            Path content = staging.add(sibling(file, "-flat.vmdk"));
            Path text = staging.add(file);
            QemuImg.createRaw(content, bytes, provisioning, progress);
            staging.write(text, flat(file, bytes, adapter, provisioning).bytes());
            staging.publish();
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /** A disk with all that is beneath it; checks that they fit together. */
    public DiskChain chain(Path descriptor) {
        return reader.chain(existing(descriptor));
    }

    /** What a descriptor says, without a look at the content. */
    public DiskInfo info(Path descriptor) {
        Path file = existing(descriptor);
        DiskDescriptor text = reader.descriptor(file);
        return new DiskInfo(
                text.sectors() * 512,
                text.isThin() || text.parentCid().isPresent() ? Provisioning.THIN : Provisioning.THICK,
                text.adapterType(),
                text.geometry(),
                text.hardwareVersion(),
                text.uuid(),
                reader.content(file, text),
                reader.parent(file, text));
    }

    /** Makes a disk that lies over another, which is not to be written any more. */
    public void delta(Path parentDescriptor, Path childDescriptor) {
        Path parent = existing(parentDescriptor);
        Path child = named(childDescriptor);
        try (DiskLocks.Held _ = locks.take(List.of(parent), List.of(child));
                Staging staging = new Staging(this::unfinished)) {
            DiskChain chain = reader.chain(parent);
            if (chain.topFirst().size() >= DiskReader.DEPTH_MAX) {
                throw new DiskException(
                        DiskException.Kind.UNSUPPORTED,
                        "No more than " + DiskReader.DEPTH_MAX + " disks can lie one over another");
            }
            Path content = staging.add(sibling(child, "-delta.qcow2"));
            Path text = staging.add(child);
            QemuImg.createOverlay(content, chain.capacityBytes());
            DiskDescriptor made = reader.descriptor(parent)
                    .child(contentId(), reader.hint(child, parent), content(child, "-delta.qcow2"));
            staging.write(text, made.bytes());
            staging.publish();
        } catch (IOException failed) {
            throw Staging.failure(failed, child);
        }
    }

    /** A linked child somewhere else; the same as {@link #delta}. */
    public void link(Path parentDescriptor, Path childDescriptor) {
        delta(parentDescriptor, childDescriptor);
    }

    /** Copies all that a disk shows into a new one that lies over nothing. Takes formats of other tools as well. */
    public void copy(Path fromDescriptor, Path toDescriptor, Provisioning provisioning, DiskProgress progress) {
        Path from = existing(fromDescriptor);
        Path to = named(toDescriptor);
        try (DiskLocks.Held _ = locks.take(List.of(from), List.of(to))) {
            transfers.copy(from, to, provisioning, progress);
        }
    }

    /**
     * Makes a disk from what another tool exported.
     *
     * @param in a whole file of the format {@code streamOptimized}; read up to its end marker, not closed
     */
    public void importStreamOptimized(InputStream in, Path descriptor, DiskProgress progress) {
        Path to = named(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(to))) {
            transfers.read(in, to, false, progress);
        }
    }

    /** As {@link #importStreamOptimized}, in the place of a disk that is there and lies over nothing; its identity stays. */
    public void overwriteFromStreamOptimized(InputStream in, Path descriptor, DiskProgress progress) {
        Path to = existing(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(to))) {
            DiskLocks.refuseWhenOpen(reader.chain(to).top().layer().file());
            transfers.read(in, to, true, progress);
        }
    }

    /**
     * Writes all that a disk shows as {@code streamOptimized}.
     *
     * @param out not closed
     * @return how many bytes were written
     */
    public long exportStreamOptimized(Path descriptor, OutputStream out, DiskProgress progress) throws IOException {
        Path from = existing(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(from), List.of())) {
            return transfers.write(from, out, progress);
        }
    }

    /** Makes a disk larger; only one that lies over nothing can be. */
    public void extend(Path descriptor, long bytes) {
        Path file = existing(descriptor);
        checkCapacity(file, bytes);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file));
                Staging staging = new Staging(this::unfinished)) {
            DiskLink link = base(file);
            DiskDescriptor text = reader.descriptor(file);
            if (bytes < text.sectors() * 512) {
                throw new DiskException(DiskException.Kind.INVALID, "A disk cannot be made smaller");
            }
            DiskLocks.refuseWhenOpen(link.layer().file());
            Path next = staging.replacing(file);
            staging.write(next, text.withSectors(bytes / 512).bytes());
            long before = Files.size(link.layer().file());
            setLength(link.layer().file(), bytes);
            if (!text.isThin()) {
                allocateOrShrink(link.layer().file(), bytes, before);
            }
            staging.publish();
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /** Writes down that a disk which is in use was made larger by QEMU. */
    public void extended(Path descriptor, long bytes) {
        Path file = existing(descriptor);
        checkCapacity(file, bytes);
        rewrite(file, reader.descriptor(file).withSectors(bytes / 512));
    }

    /** Gives a disk another name; what lies over it must then be told by {@link #setParent}. */
    public void move(Path fromDescriptor, Path toDescriptor, DiskProgress progress) {
        Path from = existing(fromDescriptor);
        Path to = named(toDescriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(from, to))) {
            transfers.move(from, to, progress);
        }
    }

    /**
     * Copies the content of one disk of a chain as it is, to lie over another parent that shows the same as its own does.
     *
     * @param parentDescriptor a copy of what the disk lies over
     */
    public void copyOver(Path fromDescriptor, Path toDescriptor, Path parentDescriptor, DiskProgress progress) {
        Path from = existing(fromDescriptor);
        Path to = named(toDescriptor);
        Path parent = existing(parentDescriptor);
        try (DiskLocks.Held _ = locks.take(List.of(from, parent), List.of(to))) {
            transfers.copyOver(from, to, parent, progress);
        }
    }

    /** Says where the parent of a disk is now. */
    public void setParent(Path childDescriptor, Path parentDescriptor) {
        Path child = existing(childDescriptor);
        Path parent = existing(parentDescriptor);
        long cid = reader.descriptor(parent).cid();
        rewrite(child, reader.descriptor(child).withParent(cid, reader.hint(child, parent)));
    }

    /** Removes a disk with its content; what is beneath it stays. */
    public void delete(Path descriptor) {
        Path file = existing(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file))) {
            Path content = reader.content(file, reader.descriptor(file));
            DiskLocks.refuseWhenOpen(content);
            // The descriptor first: what a crash leaves is then no disk.
            Files.delete(file);
            Files.deleteIfExists(content);
            Staging.syncFolder(Staging.folderOf(file));
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /** Whether no new disk can have a name: there is one, or content of that name without a descriptor. */
    public boolean isTaken(Path descriptor) {
        Path file = placed(descriptor);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || CONTENT_ENDINGS.stream()
                        .anyMatch(ending -> Files.exists(sibling(file, ending), LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Removes what a crash left of a disk that was being made or removed: its content without a descriptor, which may be anybody's
     * unless it is known that the disk was being made or removed.
     */
    public void deleteRest(Path descriptor) {
        Path file = placed(descriptor);
        if (Files.exists(file) || !Files.isDirectory(Staging.folderOf(file))) {
            return;
        }
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file))) {
            for (String ending : CONTENT_ENDINGS) {
                Path content = sibling(file, ending);
                if (Files.exists(content)) {
                    DiskLocks.refuseWhenOpen(content);
                    Files.delete(content);
                }
            }
            Staging.syncFolder(Staging.folderOf(file));
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /** Takes the room for all of a thin disk. */
    public void inflate(Path descriptor) {
        Path file = existing(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file))) {
            DiskLink link = base(file);
            DiskLocks.refuseWhenOpen(link.layer().file());
            QemuImg.allocate(link.layer().file(), Files.size(link.layer().file()));
            write(file, reader.descriptor(file).thick());
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /** Gives back the room of a thin disk that holds nothing but zeros. */
    public void shrink(Path descriptor) {
        Path file = existing(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file))) {
            DiskLink link = base(file);
            DiskLocks.refuseWhenOpen(link.layer().file());
            QemuImg.digHoles(link.layer().file());
        }
    }

    /** Makes all content zeros. */
    public void zeroFill(Path descriptor) {
        Path file = existing(descriptor);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file))) {
            DiskLink link = base(file);
            DiskLocks.refuseWhenOpen(link.layer().file());
            DiskDescriptor text = reader.descriptor(file);
            setLength(link.layer().file(), 0);
            setLength(link.layer().file(), text.sectors() * 512);
            if (!text.isThin()) {
                QemuImg.allocate(link.layer().file(), text.sectors() * 512);
            }
            write(file, text.withCid(contentId()));
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    /**
     * Moves what a disk holds into what it lies over, and removes it. Nothing else may lie over that parent. Until it is done, the
     * disk shows what it showed before, whatever happens.
     *
     * @param children the disks that lie over this one; they lie over its parent afterwards
     */
    public void commit(Path descriptor, Collection<Path> children, DiskProgress progress) {
        Path file = existing(descriptor);
        DiskChain chain = reader.chain(file);
        if (chain.topFirst().size() < 2) {
            throw new DiskException(DiskException.Kind.UNSUPPORTED, "Disk " + file + " lies over nothing");
        }
        DiskLink below = chain.topFirst().get(1);
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file, below.descriptor()))) {
            DiskLocks.refuseWhenOpen(chain.top().layer().file());
            DiskLocks.refuseWhenOpen(below.layer().file());
            QemuImg.commit(chain.layersBaseFirst(), progress);
            for (Path child : children) {
                Path over = existing(child);
                long cid = reader.descriptor(below.descriptor()).cid();
                write(over, reader.descriptor(over).withParent(cid, reader.hint(over, below.descriptor())));
            }
        }
        delete(file);
    }

    /** Gives a disk another identity. */
    public void setUuid(Path descriptor, String uuid) {
        Path file = existing(descriptor);
        String digits = uuid.replaceAll("[ -]", "");
        if (!digits.matches("[0-9a-fA-F]{32}")) {
            throw new DiskException(DiskException.Kind.INVALID, "A disk's UUID has sixteen bytes: " + uuid);
        }
        rewrite(file, reader.descriptor(file).withUuid(uuidText(HexFormat.of().parseHex(digits))));
    }

    /**
     * Removes what a crash of this host left in a folder of a datastore; the operations that made it must have ended. What cannot be
     * removed stays for the next time.
     *
     * @param depth how deep folders within are looked at; 1 for the folder alone
     */
    public void sweep(Path folder, int depth) {
        unfinished.sweep(folder, depth);
    }

    /**
     * Makes sure that no process has a file open as an image.
     *
     * @throws DiskException when one has
     */
    public static void refuseWhenOpen(Path file) {
        DiskLocks.refuseWhenOpen(file);
    }

    /** Whether some QEMU, of this agent's or another's, has a file open as an image to write to. */
    public static boolean isWritten(Path file) {
        return DiskLocks.isWritten(file);
    }

    /** Whether a file is one that is being made, which nobody is to see. */
    public static boolean isUnfinished(Path file) {
        return Unfinished.is(file);
    }

    /** A name for a file that is being made, to be {@code target} when it is whole. */
    public Path unfinished(Path target) {
        return unfinished.beside(target, random.nextLong());
    }

    /** How many bytes each of the files takes on its file system, in their order; 0 for one that is not there. */
    public static List<Long> allocatedBytes(List<Path> files) {
        return Allocation.bytes(files);
    }

    DiskReader reader() {
        return reader;
    }

    /** A new disk's descriptor. */
    DiskDescriptor flat(Path file, long bytes, AdapterType adapter, Provisioning provisioning) {
        return DiskDescriptor.flat(
                contentId(), bytes / 512, content(file, "-flat.vmdk"), adapter, provisioning, newUuid());
    }

    long contentId() {
        return random.nextLong(1, DiskDescriptor.NO_PARENT - 1);
    }

    /** A file beside a descriptor. */
    static Path sibling(Path descriptor, String ending) {
        return descriptor.resolveSibling(content(descriptor, ending));
    }

    static String content(Path descriptor, String ending) {
        String name = descriptor.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length()) + ending;
    }

    static void setLength(Path file, long bytes) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(bytes);
            content.getFD().sync();
        }
    }

    private static void allocateOrShrink(Path file, long bytes, long before) throws IOException {
        try {
            QemuImg.allocate(file, bytes);
        } catch (DiskException full) {
            setLength(file, before);
            throw full;
        }
    }

    private void rewrite(Path file, DiskDescriptor changed) {
        try (DiskLocks.Held _ = locks.take(List.of(), List.of(file))) {
            write(file, changed);
        }
    }

    private void write(Path file, DiskDescriptor changed) {
        try (Staging staging = new Staging(this::unfinished)) {
            staging.write(staging.replacing(file), changed.bytes());
            staging.publish();
        } catch (IOException failed) {
            throw Staging.failure(failed, file);
        }
    }

    private DiskLink base(Path file) {
        DiskChain chain = reader.chain(file);
        if (chain.topFirst().size() > 1) {
            throw new DiskException(
                    DiskException.Kind.UNSUPPORTED,
                    "Disk " + file + " lies over another; this is for disks that do not");
        }
        return chain.base();
    }

    private Path existing(Path descriptor) {
        Path file = placed(descriptor);
        if (!Files.isRegularFile(file)) {
            throw new DiskException(DiskException.Kind.NOT_FOUND, "File " + datastores.pathOf(file) + " was not found");
        }
        return file;
    }

    /** A path that a new disk may have. */
    private Path named(Path descriptor) {
        Path file = placed(descriptor);
        String name = file.getFileName().toString();
        boolean isContent = name.endsWith("-flat.vmdk");
        if (!name.endsWith(ENDING) || name.length() == ENDING.length() || isContent || name.indexOf('"') >= 0) {
            throw new DiskException(
                    DiskException.Kind.INVALID, "A disk's name ends with .vmdk, and not with -flat.vmdk: " + name);
        }
        if (!Files.isDirectory(Staging.folderOf(file))) {
            throw new DiskException(
                    DiskException.Kind.NOT_FOUND,
                    "Folder " + datastores.pathOf(Staging.folderOf(file)) + " was not found");
        }
        return file;
    }

    private Path placed(Path descriptor) {
        DatastorePath path = datastores.pathOf(descriptor);
        return datastores.resolve(path);
    }

    private static void checkCapacity(Path file, long bytes) {
        if (bytes <= 0 || bytes % 512 != 0 || bytes > CAPACITY_MAX_BYTES) {
            throw new DiskException(
                    DiskException.Kind.INVALID,
                    "Disk " + file.getFileName() + " cannot have " + bytes
                            + " bytes: a disk has a multiple of 512, up to 62 TiB");
        }
    }

    private String newUuid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        // VMware's own identities begin like this (NAA, its number among makers).
        bytes[0] = 0x60;
        bytes[1] = 0;
        bytes[2] = (byte) 0xc2;
        bytes[3] = (byte) (0x90 | (bytes[3] & 0xf));
        return uuidText(bytes);
    }

    private static String uuidText(byte[] bytes) {
        String spaced = HexFormat.ofDelimiter(" ").formatHex(bytes);
        return spaced.substring(0, 23) + "-" + spaced.substring(24);
    }
}
