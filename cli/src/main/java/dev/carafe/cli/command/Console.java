package dev.carafe.cli.command;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command prints, and how much it says; the command line itself tells more of a failure with {@code -v}. */
final class Console {

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; show where a failure comes from.")
    boolean verbose;

    /** The command that this is part of. */
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /** The command's standard output. */
    PrintWriter out() {
        if (command == null) {
            throw new IllegalStateException("the command was not made by the command line");
        }
        return command.commandLine().getOut();
    }
}
