package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxContainerResources;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What pods and containers ask for, as the kernel understands it. Pure. Formulas are upstream's
 * ({@code pkg/kubelet/cm/helpers_linux.go}, {@code pkg/kubelet/qos/policy.go}).
 */
public final class PodResources {
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final long SHARES_MIN = 2;
    private static final long SHARES_MAX = 262_144;
    private static final long SHARES_PER_CPU = 1_024;
    private static final long PERIOD_US = 100_000;
    private static final long QUOTA_MIN_US = 1_000;
    private static final int OOM_GUARANTEED = -997;
    private static final int OOM_BEST_EFFORT = 1_000;
    /** From this priority on, a pod is one that the node cannot do without. */
    private static final int PRIORITY_SYSTEM_CRITICAL = 2_000_000_000;

    private PodResources() {}

    /** What a pod's cgroup gets. {@code quotaUs} and {@code memoryBytes} 0 for no limit. */
    public record PodLimits(long cpuShares, long quotaUs, long periodUs, long memoryBytes) {}

    /** The pod's quality of service: Guaranteed, Burstable or BestEffort. */
    public static String qosClass(Pod pod) {
        List<Container> containers = all(pod).toList();
        boolean any = false;
        boolean guaranteed = true;
        for (Container container : containers) {
            Map<String, Quantity> limits = container.resources().limits();
            Map<String, Quantity> requests = container.resources().requests();
            for (String resource : List.of(CPU, MEMORY)) {
                Quantity limit = limits.getOrDefault(resource, Quantity.ZERO);
                Quantity request = requests.getOrDefault(resource, limit);
                any |= limit.signum() > 0 || request.signum() > 0;
                guaranteed &= limit.signum() > 0 && request.compareTo(limit) == 0;
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    /** What the runtime limits one container to. */
    public static LinuxContainerResources of(Pod pod, Container container, long machineMemoryBytes) {
        long memory = amount(container.resources().limits(), MEMORY);
        long cpuLimit = milli(container.resources().limits());
        LinuxContainerResources.Builder resources = LinuxContainerResources.newBuilder()
                .setCpuShares(shares(cpuRequest(container)))
                .setOomScoreAdj(oomScore(pod, container, machineMemoryBytes))
                .setMemoryLimitInBytes(memory);
        if (cpuLimit > 0) {
            resources.setCpuPeriod(PERIOD_US).setCpuQuota(quota(cpuLimit));
        }
        return resources.build();
    }

    /** What the cgroup around a whole pod is limited to. Limited only where every container is. */
    public static PodLimits ofPod(Pod pod) {
        List<Container> containers = running(pod).toList();
        long request = containers.stream().mapToLong(PodResources::cpuRequest).sum();
        long cpu = sumIfAll(containers.stream()
                .map(container -> milli(container.resources().limits()))
                .toList());
        long memory = sumIfAll(containers.stream()
                .map(container -> amount(container.resources().limits(), MEMORY))
                .toList());
        for (Container init : pod.spec().initContainers()) {
            if (!isSidecar(init)) {
                request = Math.max(request, cpuRequest(init));
                cpu = largerIfBoth(cpu, milli(init.resources().limits()));
                memory = largerIfBoth(memory, amount(init.resources().limits(), MEMORY));
            }
        }
        return new PodLimits(shares(request), cpu == 0 ? 0 : quota(cpu), PERIOD_US, memory);
    }

    /** Whether an init container runs beside the others for the pod's whole life. */
    public static boolean isSidecar(Container initContainer) {
        return initContainer.restartPolicy().equals("Always");
    }

    static int oomScore(Pod pod, Container container, long machineMemoryBytes) {
        boolean critical = pod.spec().priority() >= PRIORITY_SYSTEM_CRITICAL
                || !pod.metadata()
                        .annotations()
                        .getOrDefault("kubernetes.io/config.source", "api")
                        .equals("api");
        if (critical) {
            return OOM_GUARANTEED;
        }
        return switch (qosClass(pod)) {
            case "Guaranteed" -> OOM_GUARANTEED;
            case "BestEffort" -> OOM_BEST_EFFORT;
            default -> {
                long request = container.resources().requests().containsKey(MEMORY)
                        ? amount(container.resources().requests(), MEMORY)
                        : amount(container.resources().limits(), MEMORY);
                long score = 1_000 - 1_000 * request / Math.max(1, machineMemoryBytes);
                yield Math.clamp(score, 1_000 + OOM_GUARANTEED, OOM_BEST_EFFORT - 1);
            }
        };
    }

    static long shares(long milliCpu) {
        return milliCpu == 0 ? SHARES_MIN : Math.clamp(milliCpu * SHARES_PER_CPU / 1_000, SHARES_MIN, SHARES_MAX);
    }

    private static long quota(long milliCpu) {
        return Math.max(QUOTA_MIN_US, milliCpu * PERIOD_US / 1_000);
    }

    private static long cpuRequest(Container container) {
        return container.resources().requests().containsKey(CPU)
                ? milli(container.resources().requests())
                : milli(container.resources().limits());
    }

    private static long milli(Map<String, Quantity> of) {
        return of.getOrDefault(CPU, Quantity.ZERO).milliValue();
    }

    private static long amount(Map<String, Quantity> of, String resource) {
        return of.getOrDefault(resource, Quantity.ZERO).value();
    }

    private static long sumIfAll(List<Long> limits) {
        return limits.contains(0L)
                ? 0
                : limits.stream().mapToLong(Long::longValue).sum();
    }

    private static long largerIfBoth(long sum, long limit) {
        return sum == 0 || limit == 0 ? 0 : Math.max(sum, limit);
    }

    private static Stream<Container> running(Pod pod) {
        return Stream.concat(
                pod.spec().initContainers().stream().filter(PodResources::isSidecar), pod.spec().containers().stream());
    }

    private static Stream<Container> all(Pod pod) {
        return Stream.concat(pod.spec().initContainers().stream(), pod.spec().containers().stream());
    }
}
