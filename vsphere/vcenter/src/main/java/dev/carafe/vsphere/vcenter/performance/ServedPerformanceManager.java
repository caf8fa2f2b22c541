package dev.carafe.vsphere.vcenter.performance;

import dev.carafe.vsphere.vcenter.entity.VCenter;
import dev.carafe.vsphere.vcenter.host.HostFacts;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.PerfCounterInfo;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricBase;
import dev.carafe.vsphere.vim.vim25.PerfInterval;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfProviderSummary;
import dev.carafe.vsphere.vim.vim25.PerfQuerySpec;
import dev.carafe.vsphere.vim.vim25.PerformanceDescription;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import dev.carafe.vsphere.vim.vim25.PerformanceManagerProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers what hosts, machines and clusters use. Hosts keep what they measured every 20 seconds; intervals of five minutes are
 * made of that, and so go back as far as the hosts do. Clusters have the longer intervals alone, as upstream.
 */
public final class ServedPerformanceManager implements PerformanceManager, ServedObject {
    static final int REAL_TIME_SECONDS = 20;
    static final int PAST_SECONDS = 300;

    /** How far back hosts go. */
    private static final int PAST_LENGTH_SECONDS = 3600;

    private static final int SPECS_MAX = 1024;

    private final ManagedObjectReference<PerformanceManager> reference;
    private final VCenter vcenter;
    private final Counters counters = new Counters();
    private final HostQueries queries;

    private ServedPerformanceManager(ManagedObjectReference<PerformanceManager> reference, VCenter vcenter) {
        this.reference = reference;
        this.vcenter = vcenter;
        queries = new HostQueries(vcenter, counters);
    }

    /** Makes the manager, puts it into the registry, and has it learn what hosts measure as they come. */
    public static ServedPerformanceManager open(ManagedObjectReference<PerformanceManager> reference, VCenter vcenter) {
        ServedPerformanceManager manager = new ServedPerformanceManager(reference, vcenter);
        vcenter.registry()
                .change(changes -> changes.add(
                        manager,
                        PerformanceManagerProperties.builder()
                                .description(PerformanceDescription.builder().build())
                                .historicalInterval(List.of(PerfInterval.builder()
                                        .key(1)
                                        .samplingPeriod(PAST_SECONDS)
                                        .name("Past hour")
                                        .length(PAST_LENGTH_SECONDS)
                                        .level(1)
                                        .enabled(true)
                                        .build()))
                                .build()));
        vcenter.hosts().whenSeen(manager::learn);
        return manager;
    }

    private void learn(String hostId) {
        Optional<HostFacts.Manager<PerformanceManagerProperties>> there =
                vcenter.hosts().facts().manager(hostId, reference.type(), PerformanceManagerProperties.class);
        if (there.isEmpty()) {
            return;
        }
        PerformanceManagerProperties said = there.get().properties();
        counters.learn(hostId, said.perfCounter());
        vcenter.registry()
                .change(changes -> changes.update(reference, PerformanceManagerProperties.class, before -> {
                    PerformanceDescription known = before.description();
                    boolean first = known == null || known.counterType().isEmpty();
                    return before.toBuilder()
                            .perfCounter(counters.all())
                            .description(first && said.description() != null ? said.description() : known)
                            .build();
                }));
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public PerfProviderSummary queryPerfProviderSummary(ManagedObjectReference<?> entity) {
        requireSeen(entity);
        boolean measured = isMeasured(entity);
        return PerfProviderSummary.builder()
                .entity(entity)
                .currentSupported(measured)
                .summarySupported(measured || isSummed(entity))
                .refreshRate(measured ? REAL_TIME_SECONDS : -1)
                .build();
    }

    @Override
    public List<PerfMetricId> queryAvailablePerfMetric(
            ManagedObjectReference<?> entity,
            @Nullable Instant beginTime,
            @Nullable Instant endTime,
            @Nullable Integer intervalId) {
        requireSeen(entity);
        if (isMeasured(entity) && isKnown(intervalId)) {
            return queries.available(queries.hostOf(entity), entity, beginTime, endTime);
        }
        if (!isSummed(entity) || intervalId == null || intervalId != PAST_SECONDS) {
            return List.of();
        }
        Set<PerfMetricId> all = new LinkedHashSet<>();
        for (ManagedObjectReference<?> host : queries.hostsBelow(entity)) {
            queries.available(Optional.of(host.value()), host, beginTime, endTime).stream()
                    .filter(id -> Rollup.sums(id, counters::find))
                    .forEach(all::add);
        }
        return all.stream()
                .sorted(Comparator.comparingInt(PerfMetricId::counterId))
                .toList();
    }

    /** Whether hosts have values of an interval, or such as it is made of. */
    static boolean isKnown(@Nullable Integer intervalId) {
        return intervalId == null || intervalId == REAL_TIME_SECONDS || intervalId == PAST_SECONDS;
    }

    @Override
    public List<PerfCounterInfo> queryPerfCounter(List<Integer> counterId) {
        return counterId.stream()
                .map(key -> counters.find(key)
                        .orElseThrow(() -> InvalidArgument.builder()
                                .invalidProperty("counterId")
                                .build()
                                .exception("There is no counter " + key + " on any host.")))
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
        return counters.all().stream()
                .filter(counter -> counter.level() == null || counter.level() <= level)
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
        querySpec.forEach(spec -> requireSeen(spec.entity()));
        List<Optional<Series>> answers = queries.answer(querySpec);
        List<PerfEntityMetricBase> all = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            PerfQuerySpec spec = querySpec.get(i);
            Optional<Series> series = isSummed(spec.entity()) ? together(spec) : answers.get(i);
            series.map(found -> found.last(spec.maxSample() == null ? 0 : spec.maxSample()))
                    .map(found -> written(spec, found))
                    .ifPresent(all::add);
        }
        return all;
    }

    /**
     * The latest value that hosts measured of hosts and running machines, asked by the server itself.
     *
     * @return by entity; without those that have none, or whose host is away
     */
    public Map<ManagedObjectReference<?>, Long> latest(
            PerfMetricId metric, Collection<ManagedObjectReference<?>> entities) {
        List<PerfQuerySpec> specs = entities.stream()
                .filter(this::runs)
                .map(entity -> PerfQuerySpec.builder()
                        .entity(entity)
                        .metricId(List.of(metric))
                        .intervalId(REAL_TIME_SECONDS)
                        .maxSample(1)
                        .build())
                .toList();
        Map<ManagedObjectReference<?>, Long> values = new HashMap<>();
        for (int from = 0; from < specs.size(); from += SPECS_MAX) {
            List<PerfQuerySpec> some = specs.subList(from, Math.min(specs.size(), from + SPECS_MAX));
            List<Optional<Series>> answers = queries.answer(some);
            for (int i = 0; i < some.size(); i++) {
                ManagedObjectReference<?> entity = some.get(i).entity();
                answers.get(i).flatMap(series -> series.latest(metric)).ifPresent(value -> values.put(entity, value));
            }
        }
        return values;
    }

    /** Whether it is measured now: hosts remember machines that have ended. */
    private boolean runs(ManagedObjectReference<?> entity) {
        return isMeasured(entity)
                && vcenter.registry()
                        .properties(entity)
                        .filter(found -> !(found instanceof VirtualMachineProperties machine)
                                || (machine.runtime() != null
                                        && machine.runtime().powerState() == VirtualMachinePowerState.POWERED_ON))
                        .isPresent();
    }

    private Optional<Series> together(PerfQuerySpec spec) {
        if (spec.intervalId() == null || spec.intervalId() != PAST_SECONDS) {
            return Optional.empty();
        }
        List<Series> hosts = queries
                .answer(queries.hostsBelow(spec.entity()).stream()
                        .map(host -> spec.toBuilder().entity(host).build())
                        .toList())
                .stream()
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(Rollup.together(hosts, PAST_SECONDS, counters::find));
    }

    private static PerfEntityMetricBase written(PerfQuerySpec spec, Series series) {
        return switch (spec.format() == null ? "normal" : spec.format()) {
            case "normal" -> series.normal(spec.entity());
            case "csv" -> series.csv(spec.entity());
            default ->
                throw InvalidArgument.builder()
                        .invalidProperty("querySpec.format")
                        .build()
                        .exception("A format is normal or csv.");
        };
    }

    /** Whether it has values of its own. */
    private static boolean isMeasured(ManagedObjectReference<?> entity) {
        return entity.type().equals("HostSystem") || entity.type().equals("VirtualMachine");
    }

    /** Whether its values are those of its hosts. */
    private static boolean isSummed(ManagedObjectReference<?> entity) {
        return entity.type().equals("ClusterComputeResource") || entity.type().equals("ComputeResource");
    }

    /** What a caller may not read is not there for him. */
    private void requireSeen(ManagedObjectReference<?> entity) {
        boolean seen = vcenter.registry()
                .read(source ->
                        source.type(entity) != null && Call.current().session().allows(entity, "System.Read", source));
        if (!seen) {
            throw MissingObject.fault(entity);
        }
    }
}
