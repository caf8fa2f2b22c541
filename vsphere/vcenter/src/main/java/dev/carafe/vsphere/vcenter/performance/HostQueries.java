package dev.carafe.vsphere.vcenter.performance;

import dev.carafe.vsphere.vcenter.entity.VCenter;
import dev.carafe.vsphere.vcenter.host.HostFacts;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricBase;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfQuerySpec;
import dev.carafe.vsphere.vim.vim25.PerformanceManagerProperties;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks hosts what they measured. One that is away has no answer, which is no error: others may have. */
final class HostQueries {
    private static final ManagedMethod QUERY = Objects.requireNonNull(Vim25.NAMESPACE.method("QueryPerf"));
    private static final ManagedMethod AVAILABLE =
            Objects.requireNonNull(Vim25.NAMESPACE.method("QueryAvailablePerfMetric"));

    private final VCenter vcenter;
    private final Counters counters;

    HostQueries(VCenter vcenter, Counters counters) {
        this.vcenter = vcenter;
        this.counters = counters;
    }

    /** The host that measures an entity; empty for a machine that is on its way between two. */
    Optional<String> hostOf(ManagedObjectReference<?> entity) {
        return vcenter.inventory().read(all -> switch (all.get(entity.value())) {
            case Entity.Host host -> Optional.of(host.id());
            case Entity.VirtualMachine machine when !machine.inTransit() -> Optional.of(machine.host());
            case null, default -> Optional.empty();
        });
    }

    List<ManagedObjectReference<?>> hostsBelow(ManagedObjectReference<?> compute) {
        return vcenter.inventory().read(all -> all.heldBy(compute.value(), Entity.Host.class)).stream()
                .<ManagedObjectReference<?>>map(host -> References.host(host.id()))
                .toList();
    }

    /** What there is of an entity, numbered as here. */
    List<PerfMetricId> available(
            Optional<String> hostId, ManagedObjectReference<?> entity, @Nullable Instant begin, @Nullable Instant end) {
        if (hostId.isEmpty()) {
            return List.of();
        }
        List<?> ids =
                (List<?>) call(hostId.get(), AVAILABLE, entity, begin, end, ServedPerformanceManager.REAL_TIME_SECONDS)
                        .orElse(List.of());
        List<PerfMetricId> own = new ArrayList<>();
        for (Object id : ids) {
            if (id instanceof PerfMetricId metric) {
                counters.own(hostId.get(), metric.counterId())
                        .ifPresent(
                                key -> own.add(metric.toBuilder().counterId(key).build()));
            }
        }
        return own;
    }

    /**
     * Answers queries, each host being asked once.
     *
     * @return in the same order; empty for what no host has answered
     */
    List<Optional<Series>> answer(List<PerfQuerySpec> specs) {
        Map<String, List<Integer>> byHost = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            PerfQuerySpec spec = specs.get(i);
            int index = i;
            if (ServedPerformanceManager.isKnown(spec.intervalId())) {
                hostOf(spec.entity())
                        .ifPresent(host -> byHost.computeIfAbsent(host, _ -> new ArrayList<>())
                                .add(index));
            }
        }
        Map<Integer, Series> answers = new HashMap<>();
        byHost.forEach((host, indices) -> ask(host, indices, specs, answers));
        List<Optional<Series>> all = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            all.add(Optional.ofNullable(answers.get(i)));
        }
        return all;
    }

    private void ask(String host, List<Integer> indices, List<PerfQuerySpec> specs, Map<Integer, Series> answers) {
        List<PerfQuerySpec> asked =
                indices.stream().map(index -> forHost(host, specs.get(index))).toList();
        List<?> found = (List<?>) call(host, QUERY, asked).orElse(List.of());
        Set<Integer> open = new LinkedHashSet<>(indices);
        for (Object each : found) {
            if (!(each instanceof PerfEntityMetricBase answer)) {
                continue;
            }
            // hosts may leave out what they have nothing of; the rest is in the order of the queries
            Optional<Integer> mine = open.stream()
                    .filter(index -> specs.get(index).entity().equals(answer.entity()))
                    .findFirst();
            mine.ifPresent(index -> {
                open.remove(index);
                answers.put(index, series(host, specs.get(index), answer));
            });
        }
    }

    private PerfQuerySpec forHost(String host, PerfQuerySpec spec) {
        boolean past = isPast(spec);
        List<PerfMetricId> metrics = new ArrayList<>();
        for (PerfMetricId id : spec.metricId()) {
            // a number that the host has not is asked for all the same: no metrics would mean all
            int key = counters.onHost(host, id.counterId()).orElse(Integer.MAX_VALUE);
            metrics.add(id.toBuilder().counterId(key).build());
        }
        return spec.toBuilder()
                .metricId(metrics)
                .intervalId(ServedPerformanceManager.REAL_TIME_SECONDS)
                .maxSample(past ? null : spec.maxSample())
                .format("normal")
                .build();
    }

    private static boolean isPast(PerfQuerySpec spec) {
        return spec.intervalId() != null && spec.intervalId() == ServedPerformanceManager.PAST_SECONDS;
    }

    private Series series(String host, PerfQuerySpec spec, PerfEntityMetricBase answer) {
        Series onHost = Series.of(answer, ServedPerformanceManager.REAL_TIME_SECONDS);
        Map<PerfMetricId, TreeMap<Instant, Long>> own = new LinkedHashMap<>();
        onHost.values()
                .forEach((id, over) -> counters.own(host, id.counterId())
                        .ifPresent(key -> own.put(id.toBuilder().counterId(key).build(), over)));
        Series fine = new Series(onHost.intervalSeconds(), own);
        return isPast(spec) ? Rollup.over(fine, ServedPerformanceManager.PAST_SECONDS, counters::find) : fine;
    }

    private Optional<Object> call(String hostId, ManagedMethod method, @Nullable Object... arguments) {
        Optional<HostFacts.Manager<PerformanceManagerProperties>> there =
                vcenter.hosts().facts().manager(hostId, "PerformanceManager", PerformanceManagerProperties.class);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(vcenter.hosts()
                    .calls()
                    .forwardTo(hostId, there.get().onHost(), References.host(hostId), method, arguments));
        } catch (FaultException e) {
            if (e.fault() instanceof HostNotConnected || e.fault() instanceof HostCommunication) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
