package dev.carafe.cli.command;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.PartStatus;
import dev.carafe.cli.data.PartStatus.State;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * Prints each part once when it has started, with a tick and its time; on a terminal it also names the one that is
 * starting, on a line that is overwritten.
 */
final class StepPrinter {

    private static final int NAME_WIDTH = 26;

    private final PrintWriter out;
    private final boolean terminal;
    private final String tick = Output.tick();
    private final Set<String> printed = new HashSet<>();
    private String starting = "";

    StepPrinter(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(CloudStatus status) {
        for (PartStatus part : status.parts()) {
            if (part.state() == State.RUNNING && printed.add(part.name())) {
                clear();
                out.println("  " + tick + " " + padded(part.name()) + Output.seconds(part.startup()));
            } else if (part.state() == State.FAILED && printed.add(part.name())) {
                clear();
                out.println("  - " + padded(part.name()) + "failed");
            }
        }
        String latest = status.parts().stream()
                .filter(part -> part.state() == State.STARTING)
                .reduce((_, later) -> later) // of parts that start beside each other the one further down the list
                .map(PartStatus::name)
                .orElse(starting);
        if (terminal && !latest.equals(starting)) {
            clear();
            starting = latest;
            out.print("    " + starting);
        }
        out.flush();
    }

    private void clear() {
        if (!starting.isEmpty()) {
            out.print("\r" + " ".repeat(starting.length() + 4) + "\r");
            starting = "";
        }
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
    }
}
