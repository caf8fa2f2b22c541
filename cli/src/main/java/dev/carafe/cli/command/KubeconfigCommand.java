package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe kubeconfig}. */
@Command(
        name = "kubeconfig",
        description = "Prints the administrator's kubeconfig file.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe kubeconfig > admin.conf && kubectl --kubeconfig admin.conf get nodes",
            "  sudo carafe kubeconfig > ~/.kube/config    # for a user beside root; replaces the file"
        })
public final class KubeconfigCommand implements Callable<Integer> {

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        if (!Files.exists(directory.adminKubeconfig())) {
            throw new CommandException("there is no cloud in " + directory.root() + "; 'carafe up" + cloud.repeated()
                    + "' makes one." + cloud.rootsCloud("kubeconfig"));
        }
        out.print(Files.readString(directory.adminKubeconfig()));
        return 0;
    }
}
