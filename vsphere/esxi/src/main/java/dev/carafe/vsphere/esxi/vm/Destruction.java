package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.MachineFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says which files go with a machine that is destroyed: its disks unless another machine needs them, and what is named after it. */
final class Destruction {
    private static final Set<String> OWN_TYPES = Set.of(
            "config", "extendedConfig", "snapshotList", "snapshotData", "snapshotMemory", "suspend", "nvram", "log");

    private final Machine machine;

    Destruction(Machine machine) {
        this.machine = machine;
    }

    /** In the order in which they are to go: disks before what they lie over, the folder last. */
    List<DatastorePath> files() {
        VmHost host = machine.host();
        MachineState state = machine.state();
        Set<DatastorePath> named = DiskCollector.named(state);
        Set<DatastorePath> doomed = new LinkedHashSet<>();
        for (DatastorePath disk : DiskCollector.withParents(host, named)) {
            boolean own = named.contains(disk) || state.folder().owns(disk);
            if (own && !host.machines().lieOver(disk, machine)) {
                doomed.add(disk);
            }
        }
        String base = state.folder().baseName();
        List<DatastorePath> others = new ArrayList<>();
        try {
            for (MachineFile file : state.folder().files()) {
                DatastorePath path = DatastorePath.parse(file.path());
                boolean ours = path.fileName().startsWith(base + ".")
                        || path.fileName().startsWith(base + "-");
                if (ours && OWN_TYPES.contains(file.type())) {
                    others.add(path);
                }
            }
        } catch (IOException gone) {
            others.add(state.folder().vmx());
        }
        DatastorePath seed = Customization.file(state.folder());
        if (state.folder().exists(seed)) {
            others.add(seed);
        }
        state.hardware().devices().serialPorts().stream()
                .flatMap(port -> port.fileName().stream())
                .map(state.folder()::path)
                .filter(state.folder()::owns)
                .forEach(others::add);
        doomed.addAll(others);
        doomed.addAll(MoveDecision.left(state.folder()));
        doomed.add(Claim.file(state.folder()));
        doomed.add(state.folder().path());
        return List.copyOf(doomed);
    }
}
