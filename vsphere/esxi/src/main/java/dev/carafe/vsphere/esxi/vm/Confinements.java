package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.esxi.process.Confinement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What keeps machines from each other and from the host. */
public interface Confinements {
    /** Machines run as the agent's own user, confined by QEMU's sandbox alone: where the agent is not root. */
    Confinements NONE = new Confinements() {
        @Override
        public Optional<Confinement> prepare(
                long machine, VirtualMachine hardware, List<Pool> pools, List<Path> visible, List<String> taps) {
            return Optional.empty();
        }

        @Override
        public void place(long machine, VirtualMachine hardware, List<Pool> pools) {}

        @Override
        public void release(long machine) {}
    };

    /**
     * Makes what a machine is confined by; empty when it is not.
     *
     * @param pools the pools that it is in, the outermost first
     * @param visible the folders that it needs
     * @param taps the tap devices to be made for it
     */
    Optional<Confinement> prepare(
            long machine, VirtualMachine hardware, List<Pool> pools, List<Path> visible, List<String> taps)
            throws IOException;

    /**
     * Has what confines a machine that is on be in these pools, which may be the same as before with other settings; nothing happens
     * when it is not on.
     */
    void place(long machine, VirtualMachine hardware, List<Pool> pools) throws IOException;

    /** Removes it once the machine is off; nothing happens when it is not there. */
    void release(long machine) throws IOException;
}
