package dev.carafe.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    Rounds rounds = new Rounds();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Workload workload = new Workload(new Workload.Sizes(pods, workers, gets, lists, watchers, updates));
        try (Servers<Target> opened = rounds.open(line, servers, new Opening())) {
            for (Server<Target> server : opened.all()) {
                Workload.prepare(server.target());
            }
            rounds.run(line, opened.all(), workload.phases(), "`/readyz`");
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
}
