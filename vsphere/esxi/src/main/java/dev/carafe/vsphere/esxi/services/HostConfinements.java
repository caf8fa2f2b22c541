package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.confinement.HostConfinement;
import dev.carafe.vsphere.esxi.confinement.PoolLimits;
import dev.carafe.vsphere.esxi.confinement.ResourceLimits;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.esxi.pool.PoolConfigs;
import dev.carafe.vsphere.esxi.process.Confinement;
import dev.carafe.vsphere.esxi.vm.Confinements;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
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
    public Optional<Confinement> prepare(
            long machine, VirtualMachine hardware, List<Pool> pools, List<Path> visible, List<String> taps)
            throws IOException {
        return Optional.of(host.prepare(name(machine), limits(pools), limits(hardware), visible, taps));
    }

    @Override
    public void place(long machine, VirtualMachine hardware, List<Pool> pools) throws IOException {
        host.place(name(machine), limits(pools), limits(hardware));
    }

    /**
     * A limit of memory is none of these: the kernel would end a machine that reaches it, where vSphere swaps. Shares of memory the
     * kernel does not have.
     */
    private static List<PoolLimits> limits(List<Pool> pools) {
        return pools.stream()
                .map(pool -> {
                    ResourceAllocationInfo cpu = pool.config().cpuAllocation();
                    long mhz = PoolConfigs.limit(cpu);
                    SharesInfo shares = cpu.shares();
                    return new PoolLimits(
                            pool.id(),
                            shares == null ? PoolConfigs.CPU_SHARES_NORMAL : shares.shares(),
                            mhz < 0 ? OptionalLong.empty() : OptionalLong.of(mhz),
                            PoolConfigs.reservation(pool.config().memoryAllocation()));
                })
                .toList();
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
