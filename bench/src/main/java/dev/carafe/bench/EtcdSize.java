package dev.carafe.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fills a store, ends it and starts it again: what many keys cost in memory, and how long they take to come back. */
@Command(
        name = "etcd-size",
        mixinStandardHelpOptions = true,
        description = {
            "Fills stores that speak etcd's v3 protocol, ends them, starts them again, and reads all back.",
            "Prints the memory that each holds and the time until it answers with every key."
        },
        footer = {
            "",
            "Examples:",
            "  ./carafe bench etcd-size --keys 1000000 --server carafe=http://127.0.0.1:12379 \\",
            "      --start carafe='./carafe etcd --data-dir d --listen-client-urls ...'",
            "  ./carafe bench etcd-size --keys 1000000 --value 8192 --memory 4096 --server ...   8 GB within 4 GiB"
        })
final class EtcdSize implements Callable<Integer> {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "SERVER=URL",
            description = "A store, without TLS; may be repeated.")
    List<String> servers = new ArrayList<>();

    @Option(
            names = "--start",
            required = true,
            paramLabel = "SERVER=COMMAND",
            description = "How it is started on an empty data directory, and again on the full one; may be repeated.")
    List<String> commands = new ArrayList<>();

    @Option(names = "--keys", defaultValue = "1000000", description = "How many keys (${DEFAULT-VALUE}).")
    int keys;

    @Option(names = "--value", defaultValue = "1024", description = "Length of each value in bytes (${DEFAULT-VALUE}).")
    int valueBytes;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            description =
                    "Most memory that each server may have, its page cache too, in MiB: it is started in a control"
                            + " group of its own (cgroup v1, as root). By default there is no limit.")
    @Nullable
    Long memoryMib;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (keys < 1 || valueBytes < 1) {
            throw new ParameterException(line, "--keys and --value take numbers from 1 on");
        }
        if (memoryMib != null && memoryMib < 1) {
            throw new ParameterException(line, "--memory takes a number of MiB from 1 on");
        }
        Optional<String> refusal = memoryMib == null ? Optional.empty() : MemoryGroup.refusal();
        if (refusal.isPresent()) {
            line.getErr().println("etcd-size measures nothing within --memory here: " + refusal.get());
            line.getErr().flush();
            return 1;
        }
        List<Assignment> named = Assignment.parse(line, "--server", servers);
        List<Assignment> started = Assignment.parse(line, "--start", commands);
        String within = memoryMib == null ? "" : ", " + memoryMib + " MiB of memory";
        SizeTable rows = new SizeTable(keys + " keys of " + valueBytes + " B" + within);
        for (Assignment server : named) { // one after the other, so that each has the machine's memory
            if (memoryMib == null) {
                measure(line.getErr(), server, started, rows);
            } else {
                measureWithin(memoryMib, line.getErr(), server, started, rows);
            }
        }
        rows.print(line.getOut(), named);
        return 0;
    }

    private void measureWithin(
            long mib, PrintWriter progress, Assignment server, List<Assignment> started, SizeTable rows)
            throws IOException, InterruptedException {
        try (MemoryGroup group = MemoryGroup.create(server.server(), mib)) {
            measure(progress, server, started.stream().map(group::holding).toList(), rows);
            rows.put("most memory held, page cache too", group.mostMib() + " MiB");
        }
    }

    private void measure(PrintWriter progress, Assignment server, List<Assignment> started, SizeTable rows)
            throws IOException, InterruptedException {
        EtcdFilling filling = new EtcdFilling(keys, valueBytes);
        try (Servers<EtcdTarget> empty = Servers.open(List.of(server), List.of(), started, new Opening(0))) {
            Server<EtcdTarget> open = empty.all().getFirst();
            Measurement filled = filling.fill(open);
            filled.tell(progress, server.server());
            rows.put("filling, keys a second", Long.toString(Math.round(filled.count() / filled.seconds())));
            rows.put("filling, CPU a key", Report.duration(filled.cpuSecondsEach()));
            rows.put("resident when full", filled.residentMibInAll() + " MiB");
        }
        try (Servers<EtcdTarget> full = Servers.open(List.of(server), List.of(), started, new Opening(keys))) {
            Server<EtcdTarget> open = full.all().getFirst();
            Server.Startup startup = open.startup().orElseThrow();
            rows.put("start to all keys counted, wall time", Report.duration(startup.seconds()));
            rows.put("start to all keys counted, CPU", Report.duration(startup.cpuSeconds()));
            rows.put("resident then", startup.residentMib() + " MiB");
            Measurement read = filling.read(open);
            read.tell(progress, server.server());
            rows.put("reading all, CPU a key", Report.duration(read.cpuSecondsEach() / EtcdFilling.PAGE));
            rows.put("resident when all was read", read.residentMibInAll() + " MiB");
        }
    }

    /** Ready means that all keys that there are to be are counted. */
    private record Opening(long keys) implements Servers.Opening<EtcdTarget> {
        @Override
        public EtcdTarget open(Assignment server) throws IOException {
            return new EtcdTarget(server.value(), 4);
        }

        @Override
        public boolean isReady(EtcdTarget target) {
            return target.isReady() && (keys == 0 || EtcdFilling.count(target) == keys);
        }
    }
}
