package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Moves content from one disk, or one format, to another. The caller holds the disks. */
final class DiskTransfers {
    private static final int GRAIN_BYTES = SparseHeader.GRAIN_SECTORS * 512;

    private final DiskStore store;

    DiskTransfers(DiskStore store) {
        this.store = store;
    }

    void copy(Path from, Path to, Provisioning provisioning, DiskProgress progress) {
        try (Staging staging = new Staging(store::unfinished)) {
            Path content = staging.add(DiskStore.sibling(to, "-flat.vmdk"));
            Path text = staging.add(to);
            DiskDescriptor made;
            if (isSparse(from)) {
                made = readSparse(from, content, to, provisioning, progress);
            } else {
                DiskChain chain = store.reader().chain(from);
                QemuImg.flatten(chain.layersBaseFirst(), content, provisioning, progress);
                // A base whose file is longer than its descriptor says was being extended.
                DiskStore.setLength(content, chain.capacityBytes());
                AdapterType adapter = store.reader().descriptor(from).adapterType();
                made = store.flat(to, chain.capacityBytes(), adapter, provisioning);
            }
            staging.write(text, made.bytes());
            staging.publish();
        } catch (CorruptDescriptorException corrupt) {
            throw DiskReader.corrupt(from, corrupt);
        } catch (IOException failed) {
            throw Staging.failure(failed, to);
        }
    }

    void read(InputStream in, Path to, boolean replaces, DiskProgress progress) {
        try (Staging staging = new Staging(store::unfinished)) {
            Path contentName = replaces
                    ? store.reader().content(to, store.reader().descriptor(to))
                    : DiskStore.sibling(to, "-flat.vmdk");
            Path content = replaces ? staging.replacing(contentName) : staging.add(contentName);
            Path text = replaces ? staging.replacing(to) : staging.add(to);
            StreamOptimizedReader reader = StreamOptimizedReader.open(in);
            try (FileChannel channel = FileChannel.open(content, StandardOpenOption.WRITE)) {
                reader.readInto(channel, progress);
            }
            DiskDescriptor made;
            if (replaces) {
                DiskDescriptor before = store.reader().descriptor(to);
                made = before.withCid(store.contentId())
                        .withSectors(Math.max(before.sectors(), reader.capacityBytes() / 512));
            } else {
                made = store.flat(to, reader.capacityBytes(), reader.adapterType(), Provisioning.THIN);
            }
            DiskStore.setLength(content, made.sectors() * 512);
            if (!made.isThin()) {
                QemuImg.allocate(content, made.sectors() * 512);
            }
            staging.write(text, made.bytes());
            staging.publish();
            progress.percent(100);
        } catch (CorruptDescriptorException corrupt) {
            throw new DiskException(
                    DiskException.Kind.CORRUPT, "What was sent is no disk: " + corrupt.getMessage(), corrupt);
        } catch (IOException failed) {
            throw Staging.failure(failed, to);
        }
    }

    long write(Path from, OutputStream out, DiskProgress progress) throws IOException {
        DiskChain chain = store.reader().chain(from);
        DiskDescriptor descriptor = store.reader().descriptor(from);
        if (chain.topFirst().size() == 1) {
            return pack(chain.base().layer().file(), descriptor, from, out, progress);
        }
        // What lies over something is read through QEMU, which needs a file to write to.
        try (Staging staging = new Staging(store::unfinished)) {
            Path whole = staging.add(store.unfinished(from));
            QemuImg.flatten(chain.layersBaseFirst(), whole, Provisioning.THIN, DiskProgress.NONE);
            return pack(whole, descriptor, from, out, progress);
        }
    }

    void copyOver(Path from, Path to, Path parent, DiskProgress progress) {
        DiskDescriptor descriptor = store.reader().descriptor(from);
        if (descriptor.parentCid().isEmpty()) {
            throw new DiskException(DiskException.Kind.UNSUPPORTED, "Disk " + from + " lies over nothing");
        }
        Path content = store.reader().chain(from).top().layer().file();
        DiskLocks.refuseWhenOpen(content);
        Path target = DiskStore.sibling(to, "-delta.qcow2");
        try (Staging staging = new Staging(store::unfinished)) {
            SparseCopy.copy(content, staging.add(target), progress);
            long cid = store.reader().descriptor(parent).cid();
            DiskDescriptor copied = descriptor
                    .withFileName(target.getFileName().toString())
                    .withParent(cid, store.reader().hint(to, parent));
            staging.write(staging.add(to), copied.bytes());
            staging.publish();
        } catch (IOException failed) {
            throw Staging.failure(failed, to);
        }
    }

    void move(Path from, Path to, DiskProgress progress) {
        DiskDescriptor descriptor = store.reader().descriptor(from);
        DiskChain chain = store.reader().chain(from);
        Path content = chain.top().layer().file();
        DiskLocks.refuseWhenOpen(content);
        String ending = descriptor.parentCid().isPresent() ? "-delta.qcow2" : "-flat.vmdk";
        Path target = DiskStore.sibling(to, ending);
        DiskDescriptor moved = descriptor.withFileName(target.getFileName().toString());
        if (chain.topFirst().size() > 1) {
            Path parent = chain.topFirst().get(1).descriptor();
            moved = moved.withParent(
                    descriptor.parentCid().orElseThrow(), store.reader().hint(to, parent));
        }
        try (Staging staging = new Staging(store::unfinished)) {
            boolean linked = linked(content, target);
            try {
                if (!linked) {
                    SparseCopy.copy(content, staging.add(target), progress);
                }
                staging.write(staging.add(to), moved.bytes());
                staging.publish();
            } catch (IOException | DiskException failed) {
                if (linked) {
                    Files.deleteIfExists(target);
                }
                throw failed;
            }
            Files.delete(from);
            Files.delete(content);
            Staging.syncFolder(Staging.folderOf(from));
            progress.percent(100);
        } catch (IOException failed) {
            throw Staging.failure(failed, to);
        }
    }

    /** Gives content a second name, so that at no time there is a descriptor without it; not across file systems. */
    private static boolean linked(Path content, Path target) throws IOException {
        try {
            Files.createLink(target, content);
            return true;
        } catch (FileAlreadyExistsException exists) {
            throw exists;
        } catch (FileSystemException | UnsupportedOperationException across) {
            return false;
        }
    }

    private static long pack(Path raw, DiskDescriptor descriptor, Path from, OutputStream out, DiskProgress progress)
            throws IOException {
        String name = from.getFileName().toString();
        try (FileChannel content = FileChannel.open(raw, StandardOpenOption.READ);
                StreamOptimizedWriter writer = new StreamOptimizedWriter(out, descriptor, name)) {
            long bytes = descriptor.sectors() * 512;
            byte[] grain = new byte[GRAIN_BYTES];
            int told = 0;
            for (long at = 0; at < bytes; at += GRAIN_BYTES) {
                int length = (int) Math.min(SparseCopy.fill(content, at, grain), bytes - at);
                if (!Grains.isZero(grain, length)) {
                    writer.grain(at / 512, grain, length);
                }
                int now = (int) (99 * at / bytes);
                if (now > told) {
                    stopWhenWished(progress);
                    progress.percent(now);
                    told = now;
                }
            }
            long size = writer.finish();
            progress.percent(100);
            return size;
        }
    }

    private DiskDescriptor readSparse(
            Path from, Path content, Path to, Provisioning provisioning, DiskProgress progress) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(content, StandardOpenOption.WRITE)) {
            SparseExtentReader reader = SparseExtentReader.open(source);
            reader.readInto(target, progress);
            DiskStore.setLength(content, reader.capacityBytes());
            if (provisioning != Provisioning.THIN) {
                QemuImg.allocate(content, reader.capacityBytes());
            }
            return store.flat(to, reader.capacityBytes(), reader.adapterType(), provisioning);
        }
    }

    private static boolean isSparse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(4);
            return first.length == 4
                    && ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt() == SparseHeader.MAGIC;
        }
    }

    private static void stopWhenWished(DiskProgress progress) {
        if (progress.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new DiskException(DiskException.Kind.CANCELED, "The operation was canceled");
        }
    }
}
