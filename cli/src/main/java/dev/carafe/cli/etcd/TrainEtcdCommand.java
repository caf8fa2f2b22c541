package dev.carafe.cli.etcd;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carafe train-etcd}: what the launcher runs after a build to make the start-up cache of {@code carafe etcd}. */
@Command(
        name = "train-etcd",
        hidden = true,
        description = {
            "Runs a store that is alone and a cluster of three in a temporary folder, used by another process, so that",
            "the Java machine learns what they load and what is worth compiling early."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  carafe train-etcd"})
public final class TrainEtcdCommand implements Callable<Integer> {
    @Option(
            names = "--use",
            split = ",",
            paramLabel = "URL",
            description = "Be that other process: use the members of one store, whoever they say they are.")
    List<URI> used = new ArrayList<>();

    @Option(names = "--uses", defaultValue = "2500", description = "How often each is used (${DEFAULT-VALUE}).")
    int uses;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (used.isEmpty()) {
            EtcdRehearsal.run(uses);
        } else {
            EtcdUse.of(used, uses);
        }
        return 0;
    }
}
