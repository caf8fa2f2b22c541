package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.confinement.HostConfinement;
import dev.carafe.vsphere.esxi.confinement.ResourceLimits;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.process.Confinement;
import dev.carafe.vsphere.esxi.vm.Confinements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A user and limits for each machine. */
public final class HostConfinements implements Confinements {
    private final HostConfinement host;

    public HostConfinements(HostConfinement host) {
        this.host = host;
    }

    @Override
    public Optional<Confinement> prepare(long machine, VirtualMachine hardware, List<Path> visible, List<String> taps)
            throws IOException {
        return Optional.of(host.prepare(name(machine), limits(hardware), visible, taps));
    }

    @Override
    public void release(long machine) throws IOException {
        host.release(name(machine));
    }

    /** Memory that can be added while it runs counts already: the bound is against a QEMU gone wrong, not a measure of use. */
    private static ResourceLimits limits(VirtualMachine hardware) {
        long mhz = hardware.cpus().limitMhz();
        return new ResourceLimits(
                hardware.cpus().max(),
                hardware.cpus().shares(),
                mhz < 0 ? OptionalLong.empty() : OptionalLong.of(mhz),
                hardware.memory().maxMib(),
                0,
                1000);
    }

    private static String name(long machine) {
        return "vm-" + machine;
    }
}
