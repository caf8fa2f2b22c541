package dev.carafe.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command prints, and how much it says; the command line itself tells more of a failure with {@code -v}. */
public final class Console {
    /** From this level on upstream's parts tell what helps to debug them. */
    private static final int DEBUG = 4;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; show where a failure comes from.")
    boolean verbose;

    /** The command that this is part of. */
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /** The command's standard output. */
    public PrintWriter out() {
        if (command == null) {
            throw new IllegalStateException("the command was not made by the command line");
        }
        return command.commandLine().getOut();
    }

    /** How much the log says, as the level that upstream's parts take. */
    public int verbosity() {
        return verbose ? DEBUG : 0;
    }

    /** Asks whoever is at the terminal; anything but a yes is a no. */
    public boolean agreed(String question) throws IOException {
        PrintWriter out = out();
        out.print(question + " [y/N] ");
        out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
