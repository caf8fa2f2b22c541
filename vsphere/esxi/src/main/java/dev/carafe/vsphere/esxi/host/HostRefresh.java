package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.facts.CpuTicks;
import dev.carafe.vsphere.esxi.facts.MemoryInfo;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Keeps fresh what moves by itself: how busy the host is, and how full its datastores are. Has one thread of its own. */
final class HostRefresh implements AutoCloseable {
    /** As often as its namesake measures. */
    private static final long PERIOD_SECONDS = 20;

    private static final System.Logger LOG = System.getLogger(HostRefresh.class.getName());

    private final HostModel model;
    private final ObjectRegistry registry;
    private final HostDatastores datastores;
    private final HostPools pools;
    private final InstantSource clock;
    private final Path root;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("host-refresh").factory());

    /** Belongs to whoever calls {@link #refresh}: the constructor's thread, then the own. */
    private CpuTicks last;

    /** @param root has {@code proc} */
    HostRefresh(
            HostModel model,
            ObjectRegistry registry,
            HostDatastores datastores,
            HostPools pools,
            InstantSource clock,
            Path root) {
        this.model = model;
        this.registry = registry;
        this.datastores = datastores;
        this.pools = pools;
        this.clock = clock;
        this.root = root;
        last = CpuTicks.read(root);
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::refreshSafely, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void refreshSafely() {
        try {
            refresh();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the host's figures could not be measured", e); // and are measured again soon
        }
    }

    void refresh() {
        datastores.refresh();
        CpuTicks now = CpuTicks.read(root);
        HostUsage usage = new HostUsage(
                (int) Math.round(now.busySince(last) * model.facts().cpu().totalMhz()),
                MemoryInfo.read(root).usedBytes(),
                model.facts()
                        .bootTime()
                        .map(boot ->
                                (int) Duration.between(boot, clock.instant()).toSeconds())
                        .orElse(0));
        last = now;
        registry.change(changes -> {
            changes.update(HostNames.HOST, HostSystemProperties.class, properties -> {
                HostListSummary summary = properties.summary();
                return summary == null
                        ? properties
                        : properties.toBuilder()
                                .summary(summary.toBuilder()
                                        .quickStats(HostSummary.quickStats(usage))
                                        .build())
                                .build();
            });
            pools.refresh(changes);
        });
    }

    /** Measures no more; does not wait for a measurement that goes on. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
