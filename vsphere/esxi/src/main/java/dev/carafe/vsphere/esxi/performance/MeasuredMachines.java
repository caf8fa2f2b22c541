package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.List;
import java.util.Map;

/** The machines that run. */
@FunctionalInterface
public interface MeasuredMachines {
    /**
     * A machine.
     *
     * @param memoryMib what its guest has
     * @param taps the tap of each network card by the card's key
     */
    record Measured(
            ManagedObjectReference<?> reference,
            MachineProcess process,
            int cpus,
            long memoryMib,
            Map<Integer, String> taps) {
        public Measured {
            taps = Map.copyOf(taps);
        }
    }

    /** Those that run now. */
    List<Measured> running();
}
