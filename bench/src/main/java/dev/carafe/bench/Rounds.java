package dev.carafe.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What all programmes share: the processes that are measured, how many rounds there are, and what is printed of them. */
final class Rounds {
    @Option(
            names = "--pid",
            paramLabel = "SERVER[/PROCESS]=PID",
            description = "A process whose cost is the server's; may be repeated.")
    List<String> pids = new ArrayList<>();

    @Option(
            names = "--start",
            paramLabel = "SERVER[/PROCESS]=COMMAND",
            description = "Such a process that is started before and ended after; may be repeated, the one that is "
                    + "waited for last.")
    List<String> commands = new ArrayList<>();

    @Option(names = "--warm-up", defaultValue = "1", description = "Rounds that do not count (${DEFAULT-VALUE}).")
    int warmUp;

    @Option(names = "--rounds", defaultValue = "2", description = "Rounds that count (${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "markdown",
            description = "How the result is printed: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    Output output = Output.markdown;

    /** Named as users write them. */
    enum Output {
        markdown,
        json
    }

    /** A kind of operation, or several that belong together, done to one server. */
    @FunctionalInterface
    interface Phase<T> {
        List<Measurement> run(Server<T> server) throws IOException, InterruptedException;
    }

    /** Finds or starts the servers that {@code --server} named. */
    <T> Servers<T> open(CommandLine line, List<String> servers, Servers.Opening<T> opening)
            throws IOException, InterruptedException {
        return Servers.open(
                Assignment.parse(line, "--server", servers),
                Assignment.parse(line, "--pid", pids),
                Assignment.parse(line, "--start", commands),
                opening);
    }

    /**
     * Does each phase to all servers in turn, round by round, and prints the sums. Each measurement is told as it comes.
     *
     * @param readyMark what says that a server has started
     */
    <T> void run(CommandLine line, List<Server<T>> servers, List<Phase<T>> phases, String readyMark)
            throws IOException, InterruptedException {
        Report report = new Report(servers, readyMark);
        for (int round = 1; round <= warmUp + rounds; round++) {
            boolean counts = round > warmUp;
            for (Phase<T> phase : phases) {
                for (Server<T> server : servers) {
                    for (Measurement measurement : phase.run(server)) {
                        if (counts) {
                            report.add(server, measurement);
                        }
                        line.getErr()
                                .println((counts ? "" : "(warm-up) ") + round + " " + server.name() + ": "
                                        + measurement.line());
                        line.getErr().flush();
                    }
                }
            }
        }
        line.getOut().print(output == Output.json ? report.json() : report.markdown());
        line.getOut().flush();
    }
}
