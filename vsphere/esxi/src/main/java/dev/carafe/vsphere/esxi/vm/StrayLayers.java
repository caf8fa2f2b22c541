package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qmp.QmpException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Layers that an agent gave to QEMU for a snapshot and then ended before any disk lay over them. As long as QEMU has them open, their
 * files are locked and their names are taken.
 */
final class StrayLayers {
    private static final Logger LOG = System.getLogger(StrayLayers.class.getName());

    private StrayLayers() {}

    /** Closes each layer that the configuration does not name; QEMU itself refuses for one in use. */
    static void close(Machine machine, MachineProcess process) throws IOException {
        LiveBlocks live = LiveBlocks.of(process);
        for (Disk disk : machine.state().hardware().devices().disks()) {
            Set<Path> named = new HashSet<>();
            machine.host()
                    .disks()
                    .chain(machine.folder().path(disk.fileName()))
                    .topFirst()
                    .forEach(link -> named.add(link.layer().file()));
            for (Map.Entry<Path, String> node :
                    live.nodes().getOrDefault(disk.key(), Map.of()).entrySet()) {
                if (!named.contains(node.getKey())) {
                    close(process, node.getValue());
                }
            }
        }
    }

    private static void close(MachineProcess process, String layer) throws IOException {
        try {
            process.blocks().delete(layer);
            process.blocks().delete(layer.replace("-l", "-f"));
        } catch (QmpException used) {
            LOG.log(Level.DEBUG, "layer {0} is in use: {1}", layer, used.getMessage());
        }
    }
}
