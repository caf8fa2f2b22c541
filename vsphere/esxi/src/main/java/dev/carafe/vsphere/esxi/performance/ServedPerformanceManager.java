package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ElementDescription;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.PerfCounterInfo;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricBase;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfProviderSummary;
import dev.carafe.vsphere.vim.vim25.PerfQuerySpec;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import dev.carafe.vsphere.vim.vim25.PerformanceManagerProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what the host and its machines use. What was measured is kept for an hour; there are no longer intervals. */
public final class ServedPerformanceManager implements PerformanceManager, ServedObject {
    /** As on ESXi, where every counter is told. */
    private static final int LEVEL = 1;

    private static final int SPECS_MAX = 1024;

    private final ManagedObjectReference<PerformanceManager> reference;
    private final ObjectRegistry registry;
    private final PerformanceHistory history;

    private ServedPerformanceManager(
            ManagedObjectReference<PerformanceManager> reference, ObjectRegistry registry, PerformanceHistory history) {
        this.reference = reference;
        this.registry = registry;
        this.history = history;
    }

    /** Makes the manager and puts it into the registry. */
    public static ServedPerformanceManager open(
            ManagedObjectReference<PerformanceManager> reference, ObjectRegistry registry, PerformanceHistory history) {
        ServedPerformanceManager manager = new ServedPerformanceManager(reference, registry, history);
        registry.change(changes -> changes.add(
                manager,
                PerformanceManagerProperties.builder()
                        .description(PerformanceTexts.description())
                        .historicalInterval(List.of())
                        .perfCounter(Arrays.stream(Counter.values())
                                .map(ServedPerformanceManager::info)
                                .toList())
                        .build()));
        return manager;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public PerfProviderSummary queryPerfProviderSummary(ManagedObjectReference<?> entity) {
        requireMeasured(entity);
        return PerfProviderSummary.builder()
                .entity(entity)
                .currentSupported(true)
                .summarySupported(false)
                .refreshRate(PerformanceHistory.INTERVAL_SECONDS)
                .build();
    }

    @Override
    public List<PerfMetricId> queryAvailablePerfMetric(
            ManagedObjectReference<?> entity,
            @Nullable Instant beginTime,
            @Nullable Instant endTime,
            @Nullable Integer intervalId) {
        requireMeasured(entity);
        if (!isRealTime(intervalId)) {
            return List.of();
        }
        return history.of(entity).stream()
                .filter(sample -> PerformanceQuery.isWithin(sample.at(), beginTime, endTime))
                .flatMap(sample -> sample.values().keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(Reading.Series::counter).thenComparing(Reading.Series::instance))
                .map(PerformanceQuery::id)
                .toList();
    }

    @Override
    public List<PerfCounterInfo> queryPerfCounter(List<Integer> counterId) {
        return counterId.stream()
                .map(key -> Counter.of(key)
                        .orElseThrow(() -> InvalidArgument.builder()
                                .invalidProperty("counterId")
                                .build()
                                .exception("There is no counter " + key + " on this host.")))
                .map(ServedPerformanceManager::info)
                .toList();
    }

    @Override
    public List<PerfCounterInfo> queryPerfCounterByLevel(int level) {
        if (level < 1 || level > 4) {
            throw InvalidArgument.builder()
                    .invalidProperty("level")
                    .build()
                    .exception("A level is 1 to 4, not " + level + ".");
        }
        return Arrays.stream(Counter.values())
                .map(ServedPerformanceManager::info)
                .toList();
    }

    @Override
    public List<PerfEntityMetricBase> queryPerf(List<PerfQuerySpec> querySpec) {
        if (querySpec.size() > SPECS_MAX) {
            throw InvalidArgument.builder()
                    .invalidProperty("querySpec")
                    .build()
                    .exception("At most " + SPECS_MAX + " queries can be asked at once.");
        }
        querySpec.forEach(spec -> requireMeasured(spec.entity()));
        return querySpec.stream()
                .map(spec -> PerformanceQuery.answer(
                        spec, isRealTime(spec.intervalId()) ? history.of(spec.entity()) : List.of()))
                .toList();
    }

    private static boolean isRealTime(@Nullable Integer intervalId) {
        return intervalId == null || intervalId == PerformanceHistory.INTERVAL_SECONDS;
    }

    /** The host and machines are measured, running or not; nothing else is. */
    private void requireMeasured(ManagedObjectReference<?> entity) {
        boolean measured = registry.find(entity)
                .filter(object -> object instanceof HostSystem || object instanceof VirtualMachine)
                .isPresent();
        if (!measured) {
            throw InvalidArgument.builder()
                    .invalidProperty("entity")
                    .build()
                    .exception("Only hosts and virtual machines are measured, not " + entity.value() + ".");
        }
    }

    private static PerfCounterInfo info(Counter counter) {
        Counter.Measure measure = counter.measure();
        return PerfCounterInfo.builder()
                .key(counter.key())
                .nameInfo(description(counter.counterName(), counter.label(), counter.summary()))
                .groupInfo(description(
                        counter.group(),
                        PerformanceTexts.group(counter.group()),
                        PerformanceTexts.group(counter.group())))
                .unitInfo(description(measure.unit(), measure.unitLabel(), measure.unitLabel()))
                .rollupType(measure.rollup())
                .statsType(measure.stats())
                .level(LEVEL)
                .perDeviceLevel(LEVEL)
                .build();
    }

    static ElementDescription description(String key, String label, String summary) {
        return ElementDescription.builder()
                .key(key)
                .label(label)
                .summary(summary)
                .build();
    }
}
