package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.esxi.performance.MeasuredMachines.Measured;
import dev.carafe.vsphere.esxi.performance.ProcFiles.LinkUse;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads the host and all machines that run, every 20 seconds. */
public final class PerformanceSampler implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PerformanceSampler.class.getName());

    private final ManagedObjectReference<?> host;
    private final MeasuredMachines machines;
    private final ProcFiles proc;
    private final int mhzPerCpu;
    private final InstantSource clock;
    private final PerformanceHistory history;
    /** Machines that are being read: one whose QEMU does not answer is not asked again meanwhile. */
    private final Set<ManagedObjectReference<?>> busy = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("performance").factory());

    /**
     * A sampler that does not run yet.
     *
     * @param mhzPerCpu what one of the host's processors makes
     * @param root has {@code proc} and {@code sys}
     */
    public PerformanceSampler(
            ManagedObjectReference<?> host,
            MeasuredMachines machines,
            int mhzPerCpu,
            Path root,
            InstantSource clock,
            PerformanceHistory history) {
        this.host = host;
        this.machines = machines;
        this.proc = new ProcFiles(root);
        this.mhzPerCpu = mhzPerCpu;
        this.clock = clock;
        this.history = history;
    }

    public void start() {
        var _ = thread.scheduleAtFixedRate(
                this::sampleSafely, 0, PerformanceHistory.INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private void sampleSafely() {
        try {
            for (Thread _ : sample()) {
                // They end by themselves; the next round does not wait for them.
            }
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, "nothing could be measured", failed); // and is tried again soon
        }
    }

    /** Reads everything once; the threads that read the machines. */
    List<Thread> sample() {
        Map<String, LinkUse> links = proc.links();
        history.add(host, HostReader.read(proc, links, mhzPerCpu, clock.instant()));
        List<Measured> running = machines.running();
        Set<ManagedObjectReference<?>> there = new HashSet<>(Set.of(host));
        running.forEach(machine -> there.add(machine.reference()));
        history.retain(there);
        return running.stream()
                .filter(machine -> busy.add(machine.reference()))
                .map(machine -> Thread.ofVirtual()
                        .name("performance " + machine.reference().value())
                        .start(() -> read(machine, links)))
                .toList();
    }

    private void read(Measured machine, Map<String, LinkUse> links) {
        try {
            MachineReader.read(machine, proc, links, mhzPerCpu, clock.instant())
                    .ifPresent(reading -> history.add(machine.reference(), reading));
        } catch (IOException silent) {
            LOG.log(Level.DEBUG, "{0} is not measured: {1}", machine.reference().value(), silent.getMessage());
        } finally {
            busy.remove(machine.reference());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
