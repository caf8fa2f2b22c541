package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Copies of a machine's disks in other folders, each noted before it is made. Disks that snapshots need keep their layers, each copied
 * once; other disks become one layer, so that none is shared with another machine. For one thread.
 */
final class LayerCopies {
    private final VmHost host;
    private final NewMachine made;
    private final String baseName;
    private final boolean layered;
    private final TaskProgress progress;
    private final int count;
    private final Map<DatastorePath, DatastorePath> copies = new HashMap<>();

    /**
     * @param baseName what disks of one layer are called
     * @param layered whether layers are kept
     * @param count how many layers there will be to copy
     */
    LayerCopies(VmHost host, NewMachine made, String baseName, boolean layered, TaskProgress progress, int count) {
        this.host = host;
        this.made = made;
        this.baseName = baseName;
        this.layered = layered;
        this.progress = progress;
        this.count = count;
    }

    /** All copies, by what they are copies of. */
    Map<DatastorePath, DatastorePath> all() {
        return Map.copyOf(copies);
    }

    /** The copy of a disk, made when it is not there yet, with those of all that it lies over. */
    DatastorePath of(DatastorePath disk, DatastorePath folder, Optional<Provisioning> provisioning) {
        DatastorePath known = copies.get(disk);
        if (known != null) {
            return known;
        }
        Optional<DatastorePath> parent = layered ? host.disks().parent(disk) : Optional.empty();
        DatastorePath copy;
        if (parent.isPresent()) {
            DatastorePath beneath = of(parent.get(), folder, provisioning);
            copy = free(folder, disk.fileName());
            made.makeParent(copy);
            made.note(copy);
            host.disks().copyOver(disk, copy, beneath, share());
        } else {
            copy = free(folder, layered ? disk.fileName() : baseName + ".vmdk");
            made.makeParent(copy);
            made.note(copy);
            host.disks().copy(disk, copy, provisioning.orElseGet(() -> provisioning(host, disk)), share());
            host.disks().sameIdentity(disk, copy);
        }
        copies.put(disk, copy);
        return copy;
    }

    /** How a disk takes its room; one of several layers takes it as it is written. */
    static Provisioning provisioning(VmHost host, DatastorePath disk) {
        var facts = host.disks().facts(disk);
        return facts.thin() || facts.chain().size() > 1
                ? Provisioning.THIN
                : facts.eagerlyScrub() ? Provisioning.EAGER_ZEROED : Provisioning.THICK;
    }

    private DatastorePath free(DatastorePath folder, String wanted) {
        String stem = wanted.substring(0, wanted.length() - ".vmdk".length());
        for (int number = 0; ; number++) {
            DatastorePath path = folder.child(stem + (number == 0 ? "" : "_" + number) + ".vmdk");
            if (!host.disks().exists(path) && !made.files().contains(path)) {
                return path;
            }
        }
    }

    private DiskProgress share() {
        int done = copies.size();
        return new DiskProgress() {
            @Override
            public void percent(int percent) {
                progress.percent(Math.min(99, (done * 100 + percent) / Math.max(1, count)));
            }

            @Override
            public boolean cancelled() {
                return progress.cancelled();
            }
        };
    }
}
