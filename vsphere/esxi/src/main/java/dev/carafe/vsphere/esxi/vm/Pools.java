package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.List;

/** The resource pools of the host, as machines need to know them. */
public interface Pools {
    /** A host with its root pool alone, which promises nobody anything. */
    Pools ROOT_ALONE = new Pools() {
        @Override
        public List<Pool> path(String pool) {
            return List.of();
        }

        @Override
        public Admission admit(ManagedObjectReference<?> machine, String pool, long cpuMhz, long memoryMib) {
            return () -> {};
        }
    };

    /** What a machine is promised while it is being started. */
    interface Admission extends AutoCloseable {
        /** From now on what the machine is shown as counts. */
        @Override
        void close();
    }

    /** A pool and all that it is in, the outermost below the root first; empty for the root, and for one that is not there. */
    List<Pool> path(String pool);

    /**
     * Promises a machine that is about to be started what it has reserved.
     *
     * @param pool the id of the pool that it is in
     * @throws dev.carafe.vsphere.vim.FaultException InsufficientCpuResourcesFault, InsufficientMemoryResourcesFault
     */
    Admission admit(ManagedObjectReference<?> machine, String pool, long cpuMhz, long memoryMib);
}
