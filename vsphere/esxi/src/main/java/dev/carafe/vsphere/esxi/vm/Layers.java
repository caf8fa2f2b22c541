package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the files that snapshots and disks over disks have. */
final class Layers {
    private static final Pattern NUMBERED = Pattern.compile("(.*)-\\d{6}\\.vmdk");

    private Layers() {}

    /** The file with a snapshot's memory, beside its description. */
    static String memoryFile(String stateFile) {
        int dot = stateFile.lastIndexOf('.');
        return (dot < 0 ? stateFile : stateFile.substring(0, dot)) + ".vmem";
    }

    /**
     * The name of a disk over another one, in the machine's folder, such as {@code web-000001.vmdk}.
     *
     * @param number from 1
     */
    static String over(DatastorePath disk, int number) {
        String name = disk.fileName();
        Matcher numbered = NUMBERED.matcher(name);
        String base = numbered.matches() ? numbered.group(1) : name.replaceFirst("\\.vmdk$", "");
        return String.format(Locale.ROOT, "%s-%06d.vmdk", base, number);
    }

    /** The files of one disk of a chain: the descriptor, and what holds its content. */
    static List<String> files(DatastorePath descriptor, VmHost host) {
        String stem = descriptor.toString().replaceFirst("\\.vmdk$", "");
        DatastorePath delta = DatastorePath.parse(stem + "-delta.qcow2");
        return List.of(descriptor.toString(), host.disks().exists(delta) ? delta.toString() : stem + "-flat.vmdk");
    }
}
