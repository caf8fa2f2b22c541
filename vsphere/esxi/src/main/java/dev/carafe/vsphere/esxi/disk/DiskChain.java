package dev.carafe.vsphere.esxi.disk;

import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk with all that is beneath it.
 *
 * @param topFirst the disk itself, what it lies over, and so on down to the base
 * @param capacityBytes what the guest sees
 */
public record DiskChain(List<DiskLink> topFirst, long capacityBytes) {
    public DiskChain {
        topFirst = List.copyOf(topFirst);
    }

    /** The contents, the base first, as {@code qemu.Placement} and {@code qemu.BlockNodes} want them. */
    public List<ImageLayer> layersBaseFirst() {
        return topFirst.reversed().stream().map(DiskLink::layer).toList();
    }

    /** The descriptors, the disk's own first. */
    public List<Path> descriptors() {
        return topFirst.stream().map(DiskLink::descriptor).toList();
    }

    /** All files of the chain: descriptors and contents. */
    public List<Path> files() {
        return topFirst.stream()
                .<Path>mapMulti((link, to) -> {
                    to.accept(link.descriptor());
                    to.accept(link.layer().file());
                })
                .toList();
    }

    public DiskLink top() {
        return topFirst.getFirst();
    }

    public DiskLink base() {
        return topFirst.getLast();
    }
}
