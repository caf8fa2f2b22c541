package dev.carafe.vsphere.esxi.facts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The processors.
 *
 * @param vendor {@code intel}, {@code amd} or what the processor says
 * @param model the model's name
 * @param hz of a thread
 * @param cores of all packages
 * @param threadsByPackage the numbers of each package's threads
 */
public record CpuFacts(
        String vendor,
        String model,
        int family,
        int modelNumber,
        int stepping,
        long hz,
        int cores,
        List<List<Integer>> threadsByPackage) {
    /** What is said when the kernel does not tell; a number has to be said. */
    private static final double MHZ_UNKNOWN = 1000;

    public CpuFacts {
        threadsByPackage = threadsByPackage.stream().map(List::copyOf).toList();
    }

    public int packages() {
        return threadsByPackage.size();
    }

    public int threads() {
        return threadsByPackage.stream().mapToInt(List::size).sum();
    }

    public int mhz() {
        return (int) (hz / 1_000_000);
    }

    /** All cores together, in MHz: vSphere's measure of what a host can do. */
    public int totalMhz() {
        return mhz() * cores;
    }

    /** Reads {@code /proc/cpuinfo}. */
    static CpuFacts read(Path root) {
        Map<Integer, List<Integer>> packages = new TreeMap<>();
        Set<String> cores = new HashSet<>();
        Map<String, String> first = new LinkedHashMap<>();
        Map<String, String> block = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>(TextFiles.lines(root.resolve("proc/cpuinfo")));
        lines.add("");
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                block.put(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
                continue;
            }
            if (block.containsKey("processor")) {
                int thread = number(block, "processor");
                int socket = number(block, "physical id");
                packages.computeIfAbsent(socket, _ -> new ArrayList<>()).add(thread);
                cores.add(socket + "/" + block.getOrDefault("core id", "thread " + thread));
                block.forEach(first::putIfAbsent);
            }
            block.clear();
        }
        if (packages.isEmpty()) {
            packages.put(0, List.of(0));
            cores.add("0/0");
        }
        return new CpuFacts(
                vendor(first.getOrDefault("vendor_id", "unknown")),
                first.getOrDefault("model name", "unknown"),
                number(first, "cpu family"),
                number(first, "model"),
                number(first, "stepping"),
                hz(root, first),
                cores.size(),
                List.copyOf(packages.values()));
    }

    private static String vendor(String id) {
        return switch (id) {
            case "GenuineIntel" -> "intel";
            case "AuthenticAMD" -> "amd";
            default -> id;
        };
    }

    private static int number(Map<String, String> block, String key) {
        return TextFiles.number(block.getOrDefault(key, "0")).orElse(0L).intValue();
    }

    /** The nominal frequency where the kernel tells it, since the current one moves. */
    private static long hz(Path root, Map<String, String> block) {
        return TextFiles.number(root.resolve("sys/devices/system/cpu/cpu0/cpufreq/base_frequency"))
                .map(kilohertz -> kilohertz * 1000)
                .orElseGet(() -> {
                    double mhz = MHZ_UNKNOWN;
                    try {
                        mhz = Double.parseDouble(block.getOrDefault("cpu MHz", ""));
                    } catch (NumberFormatException _) {
                        // stays unknown
                    }
                    return Math.round(mhz) * 1_000_000;
                });
    }
}
