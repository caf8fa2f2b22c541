package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.testing.MemoryDirectory;
import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A store, its disk and its process. */
public final class SimulatedMember {
    /** How the store is opened. */
    public interface Opening {
        EmbeddedStore open(MemoryDirectory directory, SimulatedWorkers workers) throws IOException;
    }

    private final Opening opening;
    private final boolean alone;
    /** What others do between two changes of a file while the store serves. */
    private final Runnable meanwhile;

    private MemoryDirectory directory = new MemoryDirectory();
    private SimulatedWorkers workers = new SimulatedWorkers();
    private @Nullable EmbeddedStore store;
    private long changesLeft = Long.MAX_VALUE;
    private boolean killed;
    private boolean inside;

    /**
     * A member that was not started yet.
     *
     * @param alone whether it is a store of its own and not one of a cluster
     */
    public SimulatedMember(Opening opening, boolean alone, Runnable meanwhile) {
        this.opening = opening;
        this.alone = alone;
        this.meanwhile = meanwhile;
        directory.beforeEachChange(this::beforeChange);
    }

    /** The store, null while there is none. */
    public @Nullable EmbeddedStore store() {
        return killed ? null : store;
    }

    boolean alone() {
        return alone;
    }

    public SimulatedWorkers workers() {
        return workers;
    }

    public MemoryDirectory directory() {
        return directory;
    }

    /** Whether the process has died and was not buried yet. */
    public boolean killed() {
        return killed;
    }

    /** Lets the process die before its disk changes for the given time from now on, 1 being the next. */
    public void killAtChange(long changes) {
        changesLeft = changes;
    }

    /**
     * Starts the process.
     *
     * @throws Killed when it dies before it serves
     */
    public void open() throws IOException {
        workers = new SimulatedWorkers();
        store = opening.open(directory, workers);
    }

    /** Takes a dead process away and leaves what its disk holds. */
    public void bury(SplittableRandom random, boolean powerLost) {
        killed = false;
        store = null;
        changesLeft = Long.MAX_VALUE;
        replaceDisk(powerLost ? directory.afterPowerLoss(random) : directory.afterKill());
    }

    void replaceDisk(MemoryDirectory disk) {
        directory = disk;
        disk.beforeEachChange(this::beforeChange);
    }

    public void kill() {
        killed = true;
    }

    private void beforeChange() {
        if (killed) {
            throw new Killed();
        }
        if (changesLeft != Long.MAX_VALUE && --changesLeft <= 0) {
            killed = true;
            throw new Killed();
        }
        if (store != null && !inside) {
            inside = true;
            try {
                meanwhile.run();
            } finally {
                inside = false;
            }
            if (killed) {
                throw new Killed();
            }
        }
    }
}
