package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.confinement.HostConfinement;
import dev.carafe.vsphere.esxi.confinement.UserRange;
import dev.carafe.vsphere.esxi.network.HostNetwork;
import dev.carafe.vsphere.esxi.network.NetworkNamespace;
import dev.carafe.vsphere.esxi.process.LeftMachines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an agent leaves on its machine on purpose besides files, since its virtual machines run on. */
public final class HostRemains {
    private HostRemains() {}

    /**
     * Ends the virtual machines of a host whose agent has ended, and takes away its bridges, rules, DHCP servers and control groups.
     * Files stay.
     *
     * @return how many machines ran
     * @throws IOException when an agent runs there, or something cannot be taken away
     */
    public static int remove(Path dataDir) throws IOException, InterruptedException {
        Path folder = dataDir.toAbsolutePath().resolve("esxi");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (StateFolder state = StateFolder.open(folder)) {
            int machines = LeftMachines.kill(folder.toRealPath());
            HostNetwork.remove(state.file("network"), NetworkNamespace.ofThisProcess());
            if (Files.exists(state.file("machine-users"))) {
                HostConfinement.open(
                                state.file("machine-users"),
                                state.uuid().substring(0, MachineGround.SHORT_ID),
                                UserRange.ofHost(state.uuid()),
                                1)
                        .remove();
            }
            return machines;
        }
    }
}
