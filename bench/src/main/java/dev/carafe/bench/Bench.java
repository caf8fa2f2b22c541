package dev.carafe.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The load programmes under one name, which the launcher calls. A programme is added by adding its class to the list. */
@Command(
        name = "carafe bench",
        mixinStandardHelpOptions = true,
        description = "Measures what operations cost servers on this machine, ours or others', beside each other.",
        synopsisSubcommandLabel = "PROGRAMME",
        commandListHeading = "%nProgrammes:%n",
        footer = {"", "'carafe bench PROGRAMME --help' says more on one; bench/README.md has whole examples."},
        subcommands = {
            ApiServerLoad.class,
            ApiServerSimulation.class,
            ApiServerSize.class,
            EtcdLoad.class,
            EtcdSimulation.class,
            EtcdSize.class,
            VSphereLoad.class,
            VmBoot.class,
        })
public final class Bench implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    /** Exit codes: 0 it went well, 1 it failed, 2 it was called wrongly. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Bench());
        line.setUsageHelpWidth(100);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "no programme was named");
    }
}
