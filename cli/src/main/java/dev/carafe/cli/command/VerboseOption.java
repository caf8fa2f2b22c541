package dev.carafe.cli.command;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether a command says more. */
final class VerboseOption {

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; show where a failure comes from.")
    boolean verbose;

    /** The standard output of the command that {@code spec} describes. */
    static PrintWriter out(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("the command was not made by the command line");
        }
        return spec.commandLine().getOut();
    }
}
