package dev.carafe.cli.command;

import dev.carafe.cli.background.BackgroundProcess;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.host.PidFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carafe down}. */
@Command(
        name = "down",
        description = "Stops the cloud's process. Containers keep running, and all data stays.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe down", "  carafe up        # takes the running containers over again"})
public final class DownCommand implements Callable<Integer> {

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        if (!new BackgroundProcess(directory).stop()) {
            out.println("Nothing runs from " + directory.root() + "." + cloud.rootsCloud("down"));
            return 0;
        }
        out.print("Stopped.");
        if (PidFile.read(directory.run().resolve("containerd.pid")).isPresent()) {
            out.print(" Containers keep running under their own containerd; 'carafe reset" + cloud.repeated()
                    + "' ends them too.");
        }
        out.println();
        return 0;
    }
}
