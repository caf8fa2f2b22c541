package dev.carafe.vsphere.esxi.process;

import java.nio.file.Path;
import java.util.List;

/**
 * What a QEMU process may see and use.
 *
 * @param user the number of the user and of the group that it runs as
 * @param visible the folders that it needs, absolute: its run directory and the datastores
 * @param cgroups the {@code cgroup.procs} files of the groups that it is in
 * @param taps the tap devices to be made in its network namespace
 */
public record Confinement(int user, List<Path> visible, List<Path> cgroups, List<String> taps) {
    public Confinement {
        visible = List.copyOf(visible);
        cgroups = List.copyOf(cgroups);
        taps = List.copyOf(taps);
    }
}
