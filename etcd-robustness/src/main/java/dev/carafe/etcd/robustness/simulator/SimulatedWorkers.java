package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All work of one store, which goes on when the simulator says so. */
public final class SimulatedWorkers implements Workers {
    private final List<Work> disk = new ArrayList<>();
    private final List<Work> memory = new ArrayList<>();
    private final List<Runnable> jobs = new ArrayList<>();

    @Override
    public Running start(String name, Kind kind, Work work) {
        List<Work> works = switch (kind) {
            case DISK -> disk;
            case MEMORY -> memory;
        };
        works.add(work);
        return () -> {
            while (works.contains(work)) {
                turn(works, work);
            }
        };
    }

    @Override
    public void run(String name, Runnable job) {
        jobs.add(job);
    }

    /** The work in memory that was started last. */
    Work newest() {
        return memory.getLast();
    }

    private static void turn(List<Work> works, Work work) {
        if (!work.turn()) {
            works.remove(work);
        }
    }

    /** Lets the writer work. */
    public void writer() {
        for (Work work : List.copyOf(disk)) {
            turn(disk, work);
        }
    }

    /** Lets one of the watchers work. */
    public void watcher(SplittableRandom random) {
        if (!memory.isEmpty()) {
            turn(memory, memory.get(random.nextInt(memory.size())));
        }
    }

    /** Lets all watchers work, each once. */
    public void watchers() {
        for (Work work : List.copyOf(memory)) {
            turn(memory, work);
        }
    }

    /** Does one of the jobs that wait. */
    public void job(SplittableRandom random) {
        if (!jobs.isEmpty()) {
            jobs.remove(random.nextInt(jobs.size())).run();
        }
    }

    /** Does all jobs that wait. */
    public void jobs() {
        while (!jobs.isEmpty()) {
            jobs.removeFirst().run();
        }
    }
}
