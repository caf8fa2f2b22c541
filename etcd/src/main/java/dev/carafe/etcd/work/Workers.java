package dev.carafe.etcd.work;

/** Runs work beside its caller. Safe for any thread. */
public interface Workers {
    /** What work mostly waits for. */
    enum Kind {
        /** News in memory. */
        MEMORY,
        /** Files, so that it occupies a thread of the operating system. */
        DISK
    }

    /** Work that was started. */
    interface Running {
        /** Waits, through interrupts, until its last turn is over. */
        void join();
    }

    /** Starts work that goes on until it ends by itself. */
    Running start(String name, Kind kind, Work work);

    /** Runs a job that waits for files, once, soon, and beside everything else. */
    void run(String name, Runnable job);

    /**
     * Leaves processor and disk to others for a moment: called by a job every now and then, while nobody waits for it. Where time is
     * simulated a job takes none, and this does nothing.
     */
    default void rest() {}
}
