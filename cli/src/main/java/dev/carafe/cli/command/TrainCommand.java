package dev.carafe.cli.command;

import dev.carafe.cli.cluster.Rehearsal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code carafe train}: what the launcher runs after a build to make the start-up cache of servers. */
@Command(
        name = "train",
        hidden = true,
        description = "Runs a small cloud in a temporary folder for a moment, so that its start can be learned from.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe train"})
public final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        Rehearsal.run();
        return 0;
    }
}
