package dev.carafe.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fills API servers, ends them with their stores and starts them again: what many objects cost, and how long they take to come back. */
@Command(
        name = "apiserver-size",
        mixinStandardHelpOptions = true,
        description = {
            "Fills API servers, ends them, starts them again, lists all in pages and watches all.",
            "Prints the memory that each holds with its store, and the time until it is ready again."
        },
        footer = {
            "",
            "Example: ./carafe bench apiserver-size --objects 100000 --server carafe=carafe.conf \\",
            "    --start carafe/etcd='./carafe etcd ...' --start carafe/kube-apiserver='./carafe kube-apiserver ...'"
        })
final class ApiServerSize implements Callable<Integer> {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "SERVER=KUBECONFIG",
            description = "A server and how to reach it; may be repeated.")
    List<String> servers = new ArrayList<>();

    @Option(
            names = "--start",
            required = true,
            paramLabel = "SERVER[/PROCESS]=COMMAND",
            description =
                    "How a process of it is started on an empty data directory, and again on the full one; may be "
                            + "repeated, the one that is waited for last.")
    List<String> commands = new ArrayList<>();

    @Option(names = "--objects", defaultValue = "100000", description = "How many objects (${DEFAULT-VALUE}).")
    int objects;

    @Option(
            names = "--kind",
            defaultValue = "pods",
            description = "Small pods, configmaps of 2 KiB, or definitions of 60 KB: ${COMPLETION-CANDIDATES} "
                    + "(${DEFAULT-VALUE}).")
    ObjectFilling.Kind kind = ObjectFilling.Kind.pods;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (objects < 1) {
            throw new ParameterException(line, "--objects takes a number from 1 on");
        }
        List<Assignment> named = Assignment.parse(line, "--server", servers);
        List<Assignment> started = Assignment.parse(line, "--start", commands);
        SizeTable rows = new SizeTable(objects + " " + kind);
        for (Assignment server : named) { // one after the other, so that each has the machine's memory
            measure(line.getErr(), server, started, rows);
        }
        rows.print(line.getOut(), named);
        return 0;
    }

    private void measure(PrintWriter progress, Assignment server, List<Assignment> started, SizeTable rows)
            throws IOException, InterruptedException {
        ObjectFilling filling = new ObjectFilling(kind, objects);
        try (Servers<Target> empty = Servers.open(List.of(server), List.of(), started, new Opening())) {
            Server<Target> open = empty.all().getFirst();
            start(rows, "on an empty store", open);
            Workload.prepare(open.target());
            Measurement filled = filling.fill(open);
            filled.tell(progress, server.server());
            rows.put("creating, CPU an object", Report.duration(filled.cpuSecondsEach()));
            rows.put("resident when full", memory(filled));
            documents(progress, rows, "when full", open);
        }
        try (Servers<Target> full = Servers.open(List.of(server), List.of(), started, new Opening())) {
            Server<Target> open = full.all().getFirst();
            start(rows, "with all of them", open);
            for (Measurement read : List.of(filling.list(open), filling.watch(open))) {
                read.tell(progress, server.server());
                rows.put(read.operation() + ", CPU an object", Report.duration(read.cpuSecondsEach()));
                rows.put("resident after: " + read.operation(), memory(read));
            }
            documents(progress, rows, "when started again", open);
        }
    }

    /** What clients ask first, where it grows with the objects. */
    private void documents(PrintWriter progress, SizeTable rows, String when, Server<Target> server)
            throws IOException, InterruptedException {
        if (kind != ObjectFilling.Kind.customresourcedefinitions) {
            return;
        }
        for (Measurement read : ServedDocuments.read(server, objects)) {
            read.tell(progress, server.name());
            rows.put(read.operation() + " " + when + ", CPU", Report.duration(read.cpuSecondsEach()));
            rows.put("resident " + when + ", after: " + read.operation(), memory(read));
        }
    }

    private static void start(SizeTable rows, String on, Server<Target> server) {
        Server.Startup startup = server.startup().orElseThrow();
        rows.put("start " + on + " to `/readyz`, wall time", Report.duration(startup.seconds()));
        rows.put("start " + on + " to `/readyz`, CPU", Report.duration(startup.cpuSeconds()));
        rows.put("resident when ready " + on, startup.residentMib() + " MiB");
    }

    private static String memory(Measurement measurement) {
        List<String> each = new ArrayList<>();
        measurement.residentMib().forEach((process, mib) -> each.add(process + " " + mib));
        return measurement.residentMibInAll() + " MiB (" + String.join(", ", each) + ")";
    }

    private static final class Opening implements Servers.Opening<Target> {
        private static final int CONNECTIONS = 4;

        @Override
        public Target open(Assignment server) throws IOException {
            return new Target(Path.of(server.value()), CONNECTIONS, 1);
        }

        @Override
        public boolean isReady(Target target) throws InterruptedException {
            return target.isReady();
        }
    }
}
