package dev.carafe.bench;

import java.io.IOException;
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

/** Puts, gets, ranges, watches and leases, on one store or several in turns, and what each cost. */
@Command(
        name = "etcd",
        mixinStandardHelpOptions = true,
        description = {
            "Loads stores that speak etcd's v3 protocol and prints what each operation costs them in CPU time.",
            "With several stores each operation is done to all of them in turn, and the rounds are added up."
        },
        footer = {
            "",
            "Example: ./carafe bench etcd --server carafe=http://127.0.0.1:2379 --pid carafe=4711 \\",
            "    --server etcd=http://127.0.0.1:12379 --start etcd='etcd --data-dir d --listen-client-urls ...'"
        })
final class EtcdLoad implements Callable<Integer> {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "SERVER=URL[,URL...]",
            description = "A store and its members, without TLS; may be repeated.")
    List<String> servers = new ArrayList<>();

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "1,16,64,256",
            description = "How many ask at once (${DEFAULT-VALUE}).")
    List<Integer> clients = new ArrayList<>();

    @Option(
            names = "--values",
            split = ",",
            defaultValue = "256,1024",
            description = "Lengths of values in bytes (${DEFAULT-VALUE}).")
    List<Integer> values = new ArrayList<>();

    @Option(names = "--keys", defaultValue = "10000", description = "How many keys there are (${DEFAULT-VALUE}).")
    int keys;

    @Option(
            names = "--operations",
            defaultValue = "20000",
            description = "Puts or gets of a run, a tenth of it with one client (${DEFAULT-VALUE}).")
    int operations;

    @Option(names = "--ranges", defaultValue = "500", description = "Ranges of 500 keys (${DEFAULT-VALUE}).")
    int ranges;

    @Option(names = "--watchers", defaultValue = "1000", description = "How many watch (${DEFAULT-VALUE}).")
    int watchers;

    @Option(names = "--updates", defaultValue = "200", description = "Updates that each sees (${DEFAULT-VALUE}).")
    int updates;

    @Option(names = "--leases", defaultValue = "10000", description = "Leases kept alive (${DEFAULT-VALUE}).")
    int leases;

    @Option(names = "--connections", defaultValue = "8", description = "To each member (${DEFAULT-VALUE}).")
    int connections;

    @Mixin
    Rounds rounds = new Rounds();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        EtcdWorkload workload = new EtcdWorkload(
                new EtcdWorkload.Sizes(clients, values, keys, operations, ranges, watchers, updates, leases));
        try (Servers<EtcdTarget> opened = rounds.open(line, servers, new Opening())) {
            for (Server<EtcdTarget> server : opened.all()) {
                workload.prepare(server);
            }
            rounds.run(line, opened.all(), workload.phases(), "an answer");
        }
        return 0;
    }

    private final class Opening implements Servers.Opening<EtcdTarget> {
        @Override
        public EtcdTarget open(Assignment server) throws IOException {
            return new EtcdTarget(server.value(), connections);
        }

        @Override
        public boolean isReady(EtcdTarget target) {
            return target.isReady();
        }
    }
}
