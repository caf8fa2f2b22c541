package dev.carafe.cli.command;

import picocli.CommandLine.Option;

/** In which form a command prints what it lists. */
final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}.")
    Output form = Output.table;

    /** Whether a program is to read it. */
    boolean isJson() {
        return form == Output.json;
    }
}
