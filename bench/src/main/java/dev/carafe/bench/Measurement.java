package dev.carafe.bench;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run of operations took and cost one server.
 *
 * @param operation what was done
 * @param count how often
 * @param seconds by the wall clock
 * @param bytes received in all
 * @param latenciesMs of each operation, sorted; empty where one has no meaning
 * @param cpuSeconds by process
 * @param residentMib by process, afterwards
 */
record Measurement(
        String operation,
        long count,
        double seconds,
        long bytes,
        List<Double> latenciesMs,
        Map<String, Double> cpuSeconds,
        Map<String, Long> residentMib) {

    /** Starts to measure; the returned stopwatch ends it. */
    static Stopwatch start(List<ServerProcess> processes) {
        return new Stopwatch(processes);
    }

    /** Notes time and CPU at its making, and takes the difference at the end. */
    static final class Stopwatch {
        private final List<ServerProcess> processes;
        private final Map<String, Double> cpuBefore = new LinkedHashMap<>();
        private final long startNs = System.nanoTime();

        private Stopwatch(List<ServerProcess> processes) {
            this.processes = processes;
            processes.forEach(process -> cpuBefore.put(process.name(), process.cpuSeconds()));
        }

        Measurement stop(String operation, long count, long bytes, double[] latenciesMs) {
            double seconds = (System.nanoTime() - startNs) / 1e9;
            Map<String, Double> cpu = new LinkedHashMap<>();
            Map<String, Long> resident = new LinkedHashMap<>();
            for (ServerProcess process : processes) {
                cpu.put(process.name(), process.cpuSeconds() - cpuBefore.getOrDefault(process.name(), 0.0));
                resident.put(process.name(), process.residentMib());
            }
            double[] sorted = latenciesMs.clone();
            Arrays.sort(sorted);
            return new Measurement(
                    operation,
                    count,
                    seconds,
                    bytes,
                    Arrays.stream(sorted).boxed().toList(),
                    cpu,
                    resident);
        }
    }

    /** Both runs of the same operation as one; memory is that after the later one, {@code other}. */
    Measurement plus(Measurement other) {
        Map<String, Double> cpu = new LinkedHashMap<>(cpuSeconds);
        other.cpuSeconds.forEach((process, more) -> cpu.merge(process, more, Double::sum));
        return new Measurement(
                operation,
                count + other.count,
                seconds + other.seconds,
                bytes + other.bytes,
                Stream.concat(latenciesMs.stream(), other.latenciesMs.stream())
                        .sorted()
                        .toList(),
                cpu,
                other.residentMib);
    }

    /** CPU of all processes for one operation. */
    double cpuSecondsEach() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum() / count;
    }

    /** Memory of all processes. */
    long residentMibInAll() {
        return residentMib.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A latency that so many percent of the operations did not exceed; 0 where latencies have no meaning. */
    double percentileMs(int percent) {
        return latenciesMs.isEmpty()
                ? 0
                : latenciesMs.get(Math.min(latenciesMs.size() - 1, latenciesMs.size() * percent / 100));
    }

    /** Tells it as it comes, while more is measured. */
    void tell(PrintWriter progress, String server) {
        progress.println(server + ": " + line());
        progress.flush();
    }

    /** A line for people. */
    String line() {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "%-30s %8d in %7.2f s  %9.1f/s", operation, count, seconds, count / seconds));
        if (!latenciesMs.isEmpty()) {
            line.append(String.format(Locale.ROOT, "  p50 %6.2f ms  p99 %7.2f ms", percentileMs(50), percentileMs(99)));
        }
        cpuSeconds.forEach((name, cpu) -> line.append(String.format(
                Locale.ROOT, "  %s: %.3f ms CPU each, %d MiB", name, cpu * 1000 / count, residentMib.get(name))));
        return line.toString();
    }
}
