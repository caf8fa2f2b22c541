package dev.carafe.cli.command;

import dev.carafe.cli.background.BackgroundProcess;
import dev.carafe.cli.cluster.Foreground;
import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.PartStatus;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.data.VSphereSettings;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.cli.host.Prerequisites;
import dev.carafe.vsphere.esxi.network.PhysicalNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe up}. */
@Command(
        name = "up",
        description = "Starts the cloud in the background and waits until its node is ready.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe up                                  start, or say that it runs",
            "  carafe up --bind 127.0.0.1                 reachable from this machine only",
            "  carafe up --without vsphere                Kubernetes alone, no virtual machines",
            "  carafe up --hosts 2                        two hosts for virtual machines, to move them between",
            "  carafe up --foreground                     for a service manager: logs to standard error",
            "  carafe up --data-dir /srv/b --secure-port 7443 --kubelet-port 11250 \\",
            "            --cluster-cidr 10.245.0.0/16 --service-cidr 10.112.0.0/12 \\",
            "            --vcenter-port 7444 --esxi-port 7445",
            "                                             a second cloud on the same machine"
        })
public final class UpCommand implements Callable<Integer> {

    @Mixin
    CloudOptions cloud = new CloudOptions();

    @Mixin
    Console console = new Console();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The address that the API server listens on (as root 0.0.0.0, else 127.0.0.1).")
    @Nullable
    String bind;

    @Option(names = "--secure-port", paramLabel = "PORT", description = "The API server's port (6443).")
    @Nullable
    Integer securePort;

    @Option(names = "--kubelet-port", paramLabel = "PORT", description = "The kubelet's port (10250).")
    @Nullable
    Integer kubeletPort;

    @Option(
            names = "--cluster-cidr",
            paramLabel = "RANGE",
            description = "The range of pods' addresses (10.244.0.0/16). Only at the first start.")
    @Nullable
    String clusterCidr;

    @Option(
            names = "--service-cidr",
            paramLabel = "RANGE",
            description = "The range of Services' addresses (10.96.0.0/12). Only at the first start.")
    @Nullable
    String serviceCidr;

    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            description = "This machine's name as a node (its host name). Only at the first start.")
    @Nullable
    String nodeName;

    @Option(
            names = "--without",
            paramLabel = "PART",
            split = ",",
            description = "Leave a part of the cloud out, now and at later starts: vsphere.")
    List<OptionalPart> without = List.of();

    @Option(
            names = "--with",
            paramLabel = "PART",
            split = ",",
            description = "Include a part that was left out before: vsphere, the host for virtual machines and its "
                    + "vCenter.")
    List<OptionalPart> with = List.of();

    @Option(names = "--vcenter-port", paramLabel = "PORT", description = "The vCenter's port (8443).")
    @Nullable
    Integer vcenterPort;

    @Option(
            names = "--esxi-port",
            paramLabel = "PORT",
            description = "The port of the host for virtual machines (8444). Only at the first start.")
    @Nullable
    Integer esxiPort;

    @Option(
            names = "--hosts",
            paramLabel = "N",
            description =
                    "Run so many hosts for virtual machines, 1 to 8, each with an address of its own on a network that "
                            + "they share, and a datastore that all of them have (one host in the cloud's own process). Only at "
                            + "the first start.")
    @Nullable
    Integer hosts;

    @Option(names = "--foreground", description = "Stay in the foreground and end with SIGTERM.")
    boolean foreground;

    @Option(names = "--no-install", description = "Install no packages: list what is missing and refuse.")
    boolean noInstall;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for the node (${DEFAULT-VALUE}).")
    int timeoutSeconds;

    /** Set for the process that {@code up} itself starts: its output is a file, and logs go to files only. */
    @Option(names = "--in-background", hidden = true)
    boolean inBackground;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = console.out();
        DataDirectory directory = cloud.directory();
        BackgroundProcess background = new BackgroundProcess(directory);
        Optional<ProcessHandle> running = background.process();
        if (running.isPresent()
                && running.get().pid() != ProcessHandle.current().pid()) {
            return sayThatItRuns(out, background, running.get());
        }
        Settings settings = settings(directory);
        if (directory.isForeign()) {
            throw new CommandException(directory.root() + " is not empty and holds no cloud (no cluster.json); "
                    + "choose an empty or a new folder with --data-dir.");
        }
        UpChecks.portsAreFree(settings);
        if (!settings.simulatedNode()) {
            installWhatIsMissing(out, settings);
        }
        create(directory);
        settings.write(directory.settings());
        if (!inBackground) {
            announce(out, directory, settings);
        }
        if (foreground) {
            Foreground.run(directory, settings, !inBackground, console.verbose, () -> {
                if (!inBackground
                        && UserKubeconfig.tryMerge(directory, settings) instanceof UserKubeconfig.Refused refused) {
                    out.println("The context was not merged into your kubeconfig: " + refused.reason() + ".");
                }
            });
            return 0;
        }
        return startInBackground(out, directory, background, settings);
    }

    private static void announce(PrintWriter out, DataDirectory directory, Settings settings) {
        out.println("Starting a Kubernetes " + Versions.KUBERNETES + " cloud in " + directory.root());
        if (settings.simulatedNode()) {
            String why = Host.whyNoContainers()
                    .orElse("it was made without root; after 'carafe reset' root gets a real one");
            out.println("Its node is simulated and runs no containers: " + why + ".");
            out.println("It has no vSphere, whose machines need root as well.");
        }
        out.println();
        out.flush();
    }

    private int startInBackground(
            PrintWriter out, DataDirectory directory, BackgroundProcess background, Settings settings)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--foreground",
                "--in-background",
                "--data-dir",
                directory.root().toString()));
        if (console.verbose) {
            arguments.add("-v");
        }
        Instant start = Instant.now();
        Process process = background.start(arguments);
        StepPrinter steps = new StepPrinter(out, Output.isTerminal());
        Optional<CloudStatus> status;
        try {
            status = background.awaitStarted(process, Duration.ofSeconds(timeoutSeconds), steps::show);
        } catch (IOException e) {
            // What has started can be looked at with kubectl all the same.
            if (Files.exists(directory.adminKubeconfig())) {
                UserKubeconfig.tryMerge(directory, settings);
            }
            throw e;
        }
        if (status.isEmpty() || status.get().phase() != CloudStatus.Phase.STARTED) {
            throw new CommandException(whyNot(status, background, directory));
        }
        Duration took = Duration.between(start, Instant.now());
        out.println();
        out.println("The cloud is up after " + Output.seconds(took) + ".");
        UpSummary.print(out, status.get(), UserKubeconfig.tryMerge(directory, settings), cloud.repeated());
        return 0;
    }

    private static String whyNot(Optional<CloudStatus> status, BackgroundProcess background, DataDirectory directory) {
        Optional<PartStatus> failed = status.stream()
                .flatMap(each -> each.parts().stream())
                .filter(part -> part.state() == PartStatus.State.FAILED)
                .findFirst();
        return failed.map(part ->
                        part.name() + " did not start: " + part.lastError() + "; logs are in " + directory.logs() + ".")
                .orElse("the background process ended before it had started anything; " + background.outputFile()
                        + " may say why.");
    }

    private int sayThatItRuns(PrintWriter out, BackgroundProcess background, ProcessHandle process) throws IOException {
        String where = background
                .status(Instant.now())
                .map(status -> status.server() + ", " + status.phase().name().toLowerCase(Locale.ROOT) + " "
                        + Output.age(Duration.between(status.startedAt(), Instant.now())) + " ago")
                .orElse("starting");
        out.println("It runs already: process " + process.pid() + ", " + where + ". 'carafe status" + cloud.repeated()
                + "' tells more.");
        return 0;
    }

    private void installWhatIsMissing(PrintWriter out, Settings settings) throws IOException {
        boolean vsphere = settings.vsphere().wanted();
        List<Prerequisites.Need> missing = Prerequisites.missing(vsphere);
        if (missing.isEmpty()) {
            return;
        }
        List<String> packages = Prerequisites.packages(missing);
        if (noInstall || !Prerequisites.canInstall()) {
            StringBuilder list = new StringBuilder();
            missing.forEach(need -> list.append("\n  ")
                    .append(need.program())
                    .append(" (package ")
                    .append(need.debianPackage())
                    .append(") ")
                    .append(need.purpose()));
            throw new CommandException("this machine lacks what a node needs; install it"
                    + (noInstall ? ", or leave --no-install out" : "") + ":" + list);
        }
        out.println("Installing " + String.join(", ", packages) + " with apt-get");
        out.flush();
        Prerequisites.install(packages);
        List<Prerequisites.Need> still = Prerequisites.missing(vsphere);
        if (!still.isEmpty()) {
            throw new CommandException("apt-get installed " + String.join(", ", packages) + ", but "
                    + still.getFirst().program() + " is still not there.");
        }
    }

    private void create(DataDirectory directory) {
        try {
            directory.create();
        } catch (IOException e) {
            throw new CommandException(
                    "cannot make " + directory.root() + " or " + directory.run() + " (" + CommandException.reason(e)
                            + "); choose another place with --data-dir.",
                    e);
        }
    }

    private VSphereSettings vsphere(Settings old) {
        if (old.simulatedNode() && with.contains(OptionalPart.VSPHERE)) {
            throw CommandException.wrongUse("--with vsphere needs root, whose cloud can have machines and networks.");
        }
        if (hosts != null && (hosts < 1 || hosts > PhysicalNetwork.SEATS_MAX)) {
            throw CommandException.wrongUse(
                    "--hosts takes a number from 1 to " + PhysicalNetwork.SEATS_MAX + ", not " + hosts + ".");
        }
        if (old.simulatedNode() && hosts != null) {
            throw CommandException.wrongUse("--hosts needs root, whose cloud can have machines and networks.");
        }
        VSphereSettings before = old.vsphere();
        boolean wanted = before.wanted() || with.contains(OptionalPart.VSPHERE);
        return new VSphereSettings(
                wanted && !without.contains(OptionalPart.VSPHERE),
                vcenterPort != null ? vcenterPort : before.vcenterPort(),
                esxiPort != null ? esxiPort : before.esxiPort(),
                hosts != null ? hosts : before.hosts());
    }

    /** What was chosen now, before, or by default, in this order. */
    private Settings settings(DataDirectory directory) throws IOException {
        Optional<Settings> before = Settings.read(directory.settings());
        boolean real = Host.whyNoContainers().isEmpty();
        Settings old = before.orElseGet(() -> new Settings(
                Host.name(),
                real ? "0.0.0.0" : "127.0.0.1",
                Settings.SECURE_PORT,
                Settings.KUBELET_PORT,
                Settings.CLUSTER_CIDR,
                Settings.SERVICE_CIDR,
                !real,
                VSphereSettings.usual(real)));
        Settings chosen = new Settings(
                nodeName != null
                        ? nodeName
                        : before.isEmpty() && old.simulatedNode() ? "simulated-node" : old.nodeName(),
                bind != null ? bind : old.bind(),
                securePort != null ? securePort : old.securePort(),
                kubeletPort != null ? kubeletPort : old.kubeletPort(),
                clusterCidr != null ? clusterCidr : old.clusterCidr(),
                serviceCidr != null ? serviceCidr : old.serviceCidr(),
                old.simulatedNode(),
                vsphere(old));
        UpChecks.areSound(chosen);
        before.ifPresent(first -> UpChecks.keepsWhatCannotChange(first, chosen));
        return chosen;
    }
}
