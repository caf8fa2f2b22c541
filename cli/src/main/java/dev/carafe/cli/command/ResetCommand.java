package dev.carafe.cli.command;

import dev.carafe.cli.background.BackgroundProcess;
import dev.carafe.cli.cluster.NodeContainerd;
import dev.carafe.cli.cluster.NodeNames;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.Containerd;
import dev.carafe.cli.host.Host;
import dev.carafe.cli.host.Remains;
import dev.carafe.cli.vsphere.HostProcess;
import dev.carafe.vsphere.esxi.host.HostRemains;
import dev.carafe.vsphere.esxi.network.NetworkNamespace;
import dev.carafe.vsphere.esxi.network.PhysicalNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe reset}. */
@Command(
        name = "reset",
        description =
                "Ends the cloud, its containers and virtual machines, and removes all that it left, data included.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe reset", "  carafe reset --yes --data-dir /srv/b"})
public final class ResetCommand implements Callable<Integer> {

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        if (directory.isForeign()) {
            throw new CommandException(directory.root() + " is not empty and holds no cloud (no cluster.json); "
                    + "give the right --data-dir.");
        }
        if (!directory.exists() && !Files.exists(directory.run())) {
            out.println("There is no cloud in " + directory.root() + "." + cloud.rootsCloud("reset"));
            return 0;
        }
        if (!yes
                && !console.agreed("Remove the cloud in " + directory.root()
                        + " with all its containers, virtual machines and data?")) {
            throw new CommandException("nothing was removed; say yes, or give --yes.");
        }
        new BackgroundProcess(directory).stop();
        UserKubeconfig.remove(directory);
        Remains remains = new Remains();
        endMachines(directory);
        if (Host.isRoot()) { // nobody else can have made any of it
            removeNode(directory, remains);
        }
        remains.removeTree(directory.run());
        remains.removeTree(directory.root());
        if (!remains.problems().isEmpty()) {
            throw new CommandException("not everything could be removed: " + String.join("; ", remains.problems()));
        }
        out.println("Removed the cloud in " + directory.root() + ".");
        return 0;
    }

    /** Virtual machines run on when the cloud ends; their networks and control groups too. */
    private static void endMachines(DataDirectory directory) throws IOException {
        try {
            if (Files.isDirectory(directory.root().resolve("esxi"))) {
                HostRemains.remove(directory.root());
            }
            for (int number = 1; number <= PhysicalNetwork.SEATS_MAX; number++) {
                HostProcess.endLeft(directory.hostPidFile(number));
                HostRemains.remove(directory.host(number));
            }
            PhysicalNetwork.remove(directory.hostsNetwork(), NetworkNamespace.ofThisProcess());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted before everything was removed; say it again.", e);
        }
    }

    /** What a real node leaves besides files. */
    private static void removeNode(DataDirectory directory, Remains remains) throws IOException {
        new Containerd(NodeContainerd.layout(directory)).stop();
        remains.killShims(directory.containerdSocket());
        remains.removeShimSockets(directory.run().resolve("containerd"));
        remains.unmount(directory.run());
        remains.unmount(directory.root());
        NodeNames names = NodeNames.of(directory);
        remains.removeInterface(names.bridge());
        Settings.read(directory.settings())
                .filter(settings -> !settings.simulatedNode())
                .map(NodeNames::dnsListenAddress)
                .ifPresent(remains::removeAddress);
        remains.removeTables(List.of(names.nftablesTable()));
        remains.removeCniChains(names.cniNetwork());
        remains.removeCgroups(names.cgroup());
    }
}
