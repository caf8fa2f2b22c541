package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.log.LogReader;
import dev.carafe.cli.log.Parts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carafe logs}. */
@Command(
        name = "logs",
        description = "Prints the logs of one part, or of all merged by time.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe logs kubelet -f", "  carafe logs --tail 50", "  carafe logs kube-scheduler | grep WARN"})
public final class LogsCommand implements Callable<Integer> {

    /** The names that may be given, for help and completion. */
    static final class PartNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Parts.NAMES.iterator();
        }
    }

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Parameters(
            arity = "0..1",
            paramLabel = "PART",
            completionCandidates = PartNames.class,
            description = "One of ${COMPLETION-CANDIDATES}; all when left out.")
    @Nullable
    String part;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is logged from now on.")
    boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            description = "Only the last lines (all for one part, 200 for all together).")
    @Nullable
    Integer tail;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        if (part != null && !Parts.NAMES.contains(part)) {
            throw CommandException.wrongUse(
                    "there is no part called '" + part + "'; there are " + String.join(", ", Parts.NAMES) + ".");
        }
        if (tail != null && tail < 0) {
            throw CommandException.wrongUse("--tail takes a number of lines, 0 or more, not " + tail + ".");
        }
        if (!Files.isDirectory(directory.logs())) {
            throw new CommandException("there are no logs in " + directory.root() + ", since nothing ever ran there."
                    + cloud.rootsCloud("logs"));
        }
        LogReader reader = new LogReader(directory.logs(), part == null ? Parts.NAMES : List.of(part));
        int lines = tail != null ? tail : part == null ? 200 : -1;
        Consumer<String> print = line -> {
            out.println(line);
            if (out.checkError()) {
                throw new OutputClosed();
            }
        };
        try {
            reader.print(lines, print);
            if (follow) {
                reader.follow(() -> {}, print);
            }
        } catch (OutputClosed _) {
            // by the reader, such as head, who has seen enough
        }
        return 0;
    }

    /** Nobody reads the output any more. */
    private static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
