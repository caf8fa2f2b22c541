package dev.carafe.cli.part;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carafe train-apiserver}: what the launcher runs after a build to make the start-up cache of {@code carafe kube-apiserver}. */
@Command(
        name = "train-apiserver",
        hidden = true,
        description = {
            "Runs an API server in a temporary folder, on a store in another process and used by another process, so that",
            "the Java machine learns what it loads and what is worth compiling early."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  carafe train-apiserver"})
public final class TrainApiserverCommand implements Callable<Integer> {
    @Option(
            names = "--prepare",
            paramLabel = "FOLDER",
            description = "Be the process that makes the certificates, in a folder that is there.")
    @Nullable
    Path prepared;

    @Option(names = "--port", paramLabel = "PORT", description = "Where the server that they are for serves.")
    int port;

    @Option(
            names = "--use",
            paramLabel = "FILE",
            description = "Be the process that uses the server, by this kubeconfig.")
    @Nullable
    Path kubeconfig;

    @Option(names = "--uses", defaultValue = "300", description = "How often it is used (${DEFAULT-VALUE}).")
    int uses;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (prepared != null) {
            ApiServerRehearsalFiles.in(prepared).make(port);
        } else if (kubeconfig != null) {
            ApiServerUse.by(kubeconfig, uses);
        } else {
            ApiServerRehearsal.run(uses);
        }
        return 0;
    }
}
