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
import picocli.CommandLine.Spec;

/** Creates pods, gets, lists, watches and deletes them, on one server or several in turns, and says what each cost. */
@Command(
        name = "apiserver",
        mixinStandardHelpOptions = true,
        description = {
            "Loads API servers on this machine and prints what each operation costs them in CPU time.",
            "With several servers each operation is done to all of them in turn, and the rounds are added up."
        },
        footer = {
            "",
            "Example: ./carafe bench apiserver --server carafe=$HOME/.kube/config --pid carafe=4711 \\",
            "    --server other=other.conf --start other/etcd='etcd --data-dir d' --start other/api='kube-apiserver ...'"
        })
final class ApiServerLoad implements Callable<Integer> {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "SERVER=KUBECONFIG",
            description = "A server and how to reach it; may be repeated.")
    List<String> servers = new ArrayList<>();

    @Option(
            names = "--pid",
            paramLabel = "SERVER[/PROCESS]=PID",
            description = "A process whose cost is the server's; may be repeated.")
    List<String> pids = new ArrayList<>();

    @Option(
            names = "--start",
            paramLabel = "SERVER[/PROCESS]=COMMAND",
            description = "Such a process that is started before and ended after; the API server last.")
    List<String> commands = new ArrayList<>();

    @Option(names = "--pods", defaultValue = "5000", description = "How many pods (${DEFAULT-VALUE}).")
    int pods;

    @Option(names = "--workers", defaultValue = "32", description = "Requests in flight (${DEFAULT-VALUE}).")
    int workers;

    @Option(names = "--gets", defaultValue = "20000", description = "How many gets (${DEFAULT-VALUE}).")
    int gets;

    @Option(names = "--lists", defaultValue = "20", description = "How many lists of all pods (${DEFAULT-VALUE}).")
    int lists;

    @Option(names = "--watchers", defaultValue = "500", description = "How many watchers (${DEFAULT-VALUE}).")
    int watchers;

    @Option(names = "--updates", defaultValue = "200", description = "Updates that each sees (${DEFAULT-VALUE}).")
    int updates;

    @Option(
            names = "--connections",
            defaultValue = "4",
            description = "HTTP/2 connections for requests (${DEFAULT-VALUE}).")
    int connections;

    @Option(names = "--warm-up", defaultValue = "1", description = "Rounds that do not count (${DEFAULT-VALUE}).")
    int warmUp;

    @Option(names = "--rounds", defaultValue = "2", description = "Rounds that count (${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "markdown",
            description = "How the result is printed: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    Output output = Output.markdown;

    @Spec
    @Nullable
    CommandSpec spec;

    /** Named as users write them. */
    enum Output {
        markdown,
        json
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Workload workload = new Workload(new Workload.Sizes(pods, workers, gets, lists, watchers, updates));
        try (Servers<Target> opened = Servers.open(
                Assignment.parse(line, "--server", servers),
                Assignment.parse(line, "--pid", pids),
                Assignment.parse(line, "--start", commands),
                new Opening())) {
            for (Server<Target> server : opened.all()) {
                workload.prepare(server.target());
            }
            Report report = new Report(opened.all(), "`/readyz`");
            for (int round = 1; round <= warmUp + rounds; round++) {
                round(round, workload, opened.all(), report, line.getErr());
            }
            line.getOut().print(output == Output.json ? report.json() : report.markdown());
            line.getOut().flush();
        }
        return 0;
    }

    private final class Opening implements Servers.Opening<Target> {
        @Override
        public Target open(Assignment server) throws IOException {
            return new Target(Path.of(server.value()), connections, watchers);
        }

        @Override
        public boolean isReady(Target target) throws InterruptedException {
            return target.isReady();
        }
    }

    private void round(int round, Workload workload, List<Server<Target>> servers, Report report, PrintWriter progress)
            throws IOException, InterruptedException {
        boolean counts = round > warmUp;
        for (Workload.Phase phase : workload.phases()) {
            for (Server<Target> server : servers) {
                Measurement measurement = phase.run(server);
                if (counts) {
                    report.add(server, measurement);
                }
                progress.println(
                        (counts ? "" : "(warm-up) ") + round + " " + server.name() + ": " + measurement.line());
                progress.flush();
            }
        }
    }
}
