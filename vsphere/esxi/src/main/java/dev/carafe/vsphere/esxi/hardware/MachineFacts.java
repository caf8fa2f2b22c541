package dev.carafe.vsphere.esxi.hardware;

import java.time.Instant;
import java.util.List;

/**
 * What a machine is besides its hardware.
 *
 * @param vmxPath the full name of its {@code .vmx} (or {@code .vmtx})
 * @param modified when it was last changed
 * @param changeVersion changes with each change; two clients find out by it that they are in each other's way
 * @param template whether it is one
 * @param datastores those that its files are on
 */
public record MachineFacts(
        String vmxPath, Instant modified, String changeVersion, boolean template, List<DatastoreUrl> datastores) {
    public MachineFacts {
        datastores = List.copyOf(datastores);
    }

    /** A datastore's name and where it is, such as {@code /vmfs/volumes/…}. */
    public record DatastoreUrl(String name, String url) {}

    /** The full name of the machine's folder, with a slash at its end. */
    String folder() {
        int slash = vmxPath.lastIndexOf('/');
        return slash < 0 ? vmxPath.substring(0, vmxPath.indexOf(']') + 1) + " " : vmxPath.substring(0, slash + 1);
    }

    /** What the names of the machine's files begin with. */
    String baseName() {
        String name = vmxPath.substring(Math.max(vmxPath.lastIndexOf('/'), vmxPath.lastIndexOf(' ')) + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
