package dev.carafe.etcd.embed;

import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.util.ArrayList;
import java.util.List;

/** Work that goes on when the test says so, in its thread. */
final class TurnedWorkers implements Workers {
    private final List<Work> works = new ArrayList<>();
    private final List<Runnable> jobs = new ArrayList<>();

    @Override
    public Running start(String name, Kind kind, Work work) {
        works.add(work);
        return () -> {
            while (works.contains(work)) {
                turn(work);
            }
        };
    }

    @Override
    public void run(String name, Runnable job) {
        jobs.add(job);
    }

    private void turn(Work work) {
        if (!work.turn()) {
            works.remove(work);
        }
    }

    /** All work and all jobs, once. */
    void turn() {
        List.copyOf(works).forEach(this::turn);
        while (!jobs.isEmpty()) {
            jobs.removeFirst().run();
        }
    }
}
