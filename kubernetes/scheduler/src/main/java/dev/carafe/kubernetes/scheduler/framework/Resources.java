package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * Amounts of resources that add up. Mutable, owned by one pod's or node's info.
 */
public final class Resources {
    private long milliCpu;
    private long memoryBytes;
    private long ephemeralStorageBytes;
    private long pods;
    private Map<String, Long> scalars = Map.of();

    /** Nothing of anything. */
    public Resources() {}

    /** The amounts of a resource list such as a container's requests. */
    public static Resources of(Map<String, Quantity> list) {
        Resources resources = new Resources();
        list.forEach(resources::set);
        return resources;
    }

    private void set(String name, Quantity quantity) {
        switch (name) {
            case "cpu" -> milliCpu = quantity.milliValue();
            case "memory" -> memoryBytes = quantity.value();
            case "ephemeral-storage" -> ephemeralStorageBytes = quantity.value();
            case "pods" -> pods = quantity.value();
            default -> {
                if (isScalar(name)) {
                    writableScalars().put(name, quantity.value());
                }
            }
        }
    }

    /** Extended resources, huge pages and attachable volumes are counted; other unknown names are not. */
    private static boolean isScalar(String name) {
        return name.startsWith("hugepages-")
                || name.startsWith("attachable-volumes-")
                || (name.indexOf('/') > 0 && !name.startsWith("requests."));
    }

    public long milliCpu() {
        return milliCpu;
    }

    public long memoryBytes() {
        return memoryBytes;
    }

    public long ephemeralStorageBytes() {
        return ephemeralStorageBytes;
    }

    /** How many pods a node takes; 0 in a pod's requests. */
    public long pods() {
        return pods;
    }

    /** All resources without a field of their own. */
    public Map<String, Long> scalars() {
        return scalars;
    }

    public long scalar(String name) {
        return scalars.getOrDefault(name, 0L);
    }

    public boolean isZero() {
        return milliCpu == 0 && memoryBytes == 0 && ephemeralStorageBytes == 0 && scalars.isEmpty();
    }

    /** Sets the two amounts that scoring always looks at. */
    public void setCpuAndMemory(long cpuMillis, long bytes) {
        milliCpu = cpuMillis;
        memoryBytes = bytes;
    }

    public void add(Resources other) {
        milliCpu += other.milliCpu;
        memoryBytes += other.memoryBytes;
        ephemeralStorageBytes += other.ephemeralStorageBytes;
        other.scalars.forEach((name, amount) -> writableScalars().merge(name, amount, Long::sum));
    }

    public void subtract(Resources other) {
        milliCpu -= other.milliCpu;
        memoryBytes -= other.memoryBytes;
        ephemeralStorageBytes -= other.ephemeralStorageBytes;
        other.scalars.forEach((name, amount) -> writableScalars().merge(name, -amount, Long::sum));
    }

    /** Raises each amount to that of another where the other is larger. */
    public void raiseTo(Resources other) {
        milliCpu = Math.max(milliCpu, other.milliCpu);
        memoryBytes = Math.max(memoryBytes, other.memoryBytes);
        ephemeralStorageBytes = Math.max(ephemeralStorageBytes, other.ephemeralStorageBytes);
        other.scalars.forEach((name, amount) -> writableScalars().merge(name, amount, Math::max));
    }

    private Map<String, Long> writableScalars() {
        if (scalars.isEmpty()) {
            scalars = new HashMap<>();
        }
        return scalars;
    }
}
