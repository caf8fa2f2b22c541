package dev.carafe.etcd.work;

/** A thread for each: virtual ones for what waits in memory, daemons of the platform for what waits for files. */
public final class ThreadWorkers implements Workers {
    private static final System.Logger LOG = System.getLogger(ThreadWorkers.class.getName());

    private static final long REST_MS = 2;

    @Override
    public Running start(String name, Kind kind, Work work) {
        Thread.Builder builder = switch (kind) {
            case MEMORY -> Thread.ofVirtual();
            case DISK -> Thread.ofPlatform().daemon();
        };
        Thread thread = builder.name(name).start(() -> run(work));
        return () -> join(thread);
    }

    @Override
    public void run(String name, Runnable job) {
        var _ = Thread.ofPlatform().daemon().name(name).start(job);
    }

    @Override
    public void rest() {
        try {
            Thread.sleep(REST_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the job goes on without a rest
        }
    }

    private static void run(Work work) {
        boolean more = true;
        while (more) {
            try {
                work.await();
            } catch (InterruptedException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "a thread of the store was interrupted, which nobody may; it goes on",
                        e);
            }
            more = work.turn();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
