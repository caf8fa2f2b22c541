package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What all servers' operations cost, beside each other. The last column is the first server over the second. */
final class Report {
    private final List<? extends Server<?>> servers;
    private final String readyMark;

    /** By server, then by operation in the order of their running; runs of the same operation are added up. */
    private final Map<String, Map<String, Measurement>> results = new LinkedHashMap<>();

    /** @param readyMark what says that a server has started */
    Report(List<? extends Server<?>> servers, String readyMark) {
        this.servers = servers;
        this.readyMark = readyMark;
        servers.forEach(server -> results.put(server.name(), new LinkedHashMap<>()));
    }

    void add(Server<?> server, Measurement measurement) {
        of(server).merge(measurement.operation(), measurement, Measurement::plus);
    }

    private Map<String, Measurement> of(Server<?> server) {
        return results.getOrDefault(server.name(), Map.of());
    }

    /** A table in Markdown: CPU for each operation, then start-up and memory. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("operation"));
        servers.forEach(server -> head.add(server.name() + ", CPU each"));
        if (servers.size() > 1) {
            head.add(servers.get(0).name() + " / " + servers.get(1).name());
        }
        lines.add(row(head));
        lines.add("|" + " --- |".repeat(head.size()));
        for (String operation : operations()) {
            lines.add(compared(
                    operation,
                    server -> Optional.ofNullable(of(server).get(operation)).map(Measurement::cpuSecondsEach),
                    Report::duration));
        }
        if (servers.stream().allMatch(server -> server.startup().isPresent())) {
            lines.add(startup("start to " + readyMark + ", wall time", Server.Startup::seconds, Report::duration));
            lines.add(startup("start to " + readyMark + ", CPU", Server.Startup::cpuSeconds, Report::duration));
            lines.add(startup("resident when ready", Server.Startup::residentMib, Report::mebibytes));
        }
        lines.add(compared("resident, most after any operation", this::residentMostMib, Report::mebibytes));
        return String.join("\n", lines) + "\n";
    }

    private Set<String> operations() {
        Set<String> operations = new LinkedHashSet<>();
        results.values().forEach(each -> operations.addAll(each.keySet()));
        return operations;
    }

    private Optional<Double> residentMostMib(Server<?> server) {
        return of(server).values().stream()
                .map(each -> (double) each.residentMibInAll())
                .max(Double::compare);
    }

    private String startup(String name, ToDoubleFunction<Server.Startup> figure, Unit unit) {
        return compared(name, server -> server.startup().map(figure::applyAsDouble), unit);
    }

    /** A figure of a server, empty where it was not measured. */
    private interface Figure {
        Optional<Double> of(Server<?> server);
    }

    /** How a figure is written. */
    private interface Unit {
        String text(double value);
    }

    private String compared(String name, Figure figure, Unit unit) {
        List<String> cells = new ArrayList<>(List.of(name));
        servers.forEach(server -> cells.add(figure.of(server).map(unit::text).orElse("")));
        if (servers.size() > 1) {
            Optional<Double> first = figure.of(servers.get(0));
            Optional<Double> second = figure.of(servers.get(1)).filter(value -> value > 0);
            cells.add(
                    first.isPresent() && second.isPresent()
                            ? String.format(Locale.ROOT, "%.2f", first.get() / second.get())
                            : "");
        }
        return row(cells);
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    static String duration(double seconds) {
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.0f µs", seconds * 1e6);
        }
        return seconds < 1
                ? String.format(Locale.ROOT, "%.2f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String mebibytes(double value) {
        return String.format(Locale.ROOT, "%.0f MiB", value);
    }

    /** Everything that was measured, for programs. */
    String json() {
        Struct.Builder all = Struct.builder();
        for (Server<?> server : servers) {
            Struct.Builder one = Struct.builder();
            server.startup()
                    .ifPresent(startup -> one.put(
                            "startup",
                            Struct.builder()
                                    .put("seconds", startup.seconds())
                                    .put("cpuSeconds", startup.cpuSeconds())
                                    .put("residentMib", startup.residentMib())
                                    .build()));
            of(server).forEach((operation, measurement) -> one.put(operation, struct(measurement)));
            all.put(server.name(), one.build());
        }
        return new String(Json.encodePretty(all.build()), UTF_8);
    }

    private static Struct struct(Measurement measurement) {
        return Struct.builder()
                .put("count", measurement.count())
                .put("seconds", measurement.seconds())
                .put("bytes", measurement.bytes())
                .put("p50Ms", measurement.percentileMs(50))
                .put("p99Ms", measurement.percentileMs(99))
                .put("cpuSeconds", Struct.of(measurement.cpuSeconds()))
                .put("residentMib", Struct.of(measurement.residentMib()))
                .build();
    }
}
