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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads machines of vSphere servers, makes some, waits for changes, and says what each operation cost the server. */
@Command(
        name = "vsphere",
        mixinStandardHelpOptions = true,
        description = {
            "Loads vCenters or ESXi hosts on this machine and prints what each operation costs them in CPU time.",
            "With several servers each operation is done to all of them in turn, and the rounds are added up."
        },
        footer = {
            "",
            "Example: ./carafe bench vsphere --machines 1000 \\",
            "    --server carafe=https://root:PASSWORD@127.0.0.1:8443/sdk --start carafe='./carafe esxi ...' \\",
            "    --server vcsim=https://user:pass@127.0.0.1:8989/sdk --start vcsim='vcsim -vm 1000 ...'"
        })
final class VSphereLoad implements Callable<Integer> {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "SERVER=URL",
            description = "A server, as https://USER:PASSWORD@HOST:PORT/sdk; may be repeated.")
    List<String> servers = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "SERVER=URL",
            description = "A host that this vCenter is to own, with --fill.")
    List<String> hosts = new ArrayList<>();

    @Option(names = "--machines", defaultValue = "1000", description = "How many machines it has (${DEFAULT-VALUE}).")
    int machines;

    @Option(names = "--fill", description = "Make the machines that a server lacks, and measure nothing.")
    boolean fill;

    @Option(names = "--workers", defaultValue = "8", description = "Requests in flight (${DEFAULT-VALUE}).")
    int workers;

    @Option(names = "--reads", defaultValue = "40", description = "Reads of all names (${DEFAULT-VALUE}).")
    int reads;

    @Option(names = "--gets", defaultValue = "10000", description = "Reads of one machine (${DEFAULT-VALUE}).")
    int gets;

    @Option(names = "--creates", defaultValue = "200", description = "Machines made and removed (${DEFAULT-VALUE}).")
    int creates;

    @Option(names = "--watchers", defaultValue = "100", description = "Clients that wait (${DEFAULT-VALUE}).")
    int watchers;

    @Option(names = "--updates", defaultValue = "200", description = "Updates that each sees (${DEFAULT-VALUE}).")
    int updates;

    @Mixin
    Rounds rounds = new Rounds();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        VSphereWorkload workload = new VSphereWorkload(
                new VSphereWorkload.Sizes(machines, workers, reads, gets, creates, watchers, updates));
        try (Servers<VSphereTarget> opened = rounds.open(line, servers, new Opening())) {
            if (fill) {
                adopt(line, opened.all());
                for (Server<VSphereTarget> server : opened.all()) {
                    workload.fill(server).tell(line.getErr(), server.name());
                }
                return 0;
            }
            for (Server<VSphereTarget> server : opened.all()) {
                workload.clear(server);
            }
            rounds.run(line, opened.all(), workload.phases(), "all names read");
        }
        return 0;
    }

    private final class Opening implements Servers.Opening<VSphereTarget> {
        @Override
        public VSphereTarget open(Assignment server) throws IOException {
            return new VSphereTarget(server.value());
        }

        @Override
        public boolean isReady(VSphereTarget target) throws InterruptedException {
            return target.isReady(fill ? 0 : machines);
        }
    }

    private void adopt(CommandLine line, List<Server<VSphereTarget>> all) throws IOException, InterruptedException {
        for (Assignment host : Assignment.parse(line, "--host", hosts)) {
            Server<VSphereTarget> owner = all.stream()
                    .filter(server -> server.name().equals(host.server()))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(line, "--host names no server: " + host.server()));
            try (VSphereTarget reached = new VSphereTarget(host.value())) {
                owner.target().adopt(reached);
            }
        }
    }
}
