package dev.carafe.bench;

import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Boots one guest through a host and by hand in turn, and says how long each took until the guest had an address. */
@Command(
        name = "vm-boot",
        mixinStandardHelpOptions = true,
        description = {
            "Imports a guest into an ESXi host on this machine and times its boot, from the order to power it on until its "
                    + "agent tells an address through the host; and then that of the same QEMU command line started by "
                    + "hand, on the same disk and the same bridge, until the agent tells one. Both in turn, several times.",
            "Needs root, and a host with a network of its own. The guest must have QEMU's agent and ask for an address by DHCP."
        },
        footer = {
            "",
            "Example: ./carafe bench vm-boot --ova guest.ova --server https://root:PASSWORD@127.0.0.1:8443/sdk \\",
            "    --start './carafe esxi --data-dir d1 --password-file password --address 127.0.0.1 --port 8443'"
        })
final class VmBoot implements Callable<Integer> {
    private static final String NAME = "carafe";
    private static final String MACHINE = "bench-boot";
    private static final String RUNNING = "guest.toolsRunningStatus";
    private static final String NETWORKS = "guest.net";

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "The host, as https://USER:PASSWORD@HOST:PORT/sdk.")
    String server = "";

    @Option(
            names = "--start",
            paramLabel = "COMMAND",
            description = "The command that starts the host, which is ended after.")
    @Nullable
    String start;

    @Option(names = "--ova", required = true, paramLabel = "FILE", description = "The guest.")
    @Nullable
    Path ova;

    @Option(names = "--pairs", defaultValue = "5", description = "Boots of each that count (${DEFAULT-VALUE}).")
    int pairs;

    @Option(names = "--warm-up", defaultValue = "1", description = "Boots of each that do not (${DEFAULT-VALUE}).")
    int warmUp;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        List<Assignment> commands = start == null ? List.of() : List.of(new Assignment(NAME, NAME, start));
        try (Servers<VSphereTarget> opened =
                Servers.open(List.of(new Assignment(NAME, NAME, server)), List.of(), commands, new Opening())) {
            VSphereTarget target = opened.all().getFirst().target();
            VirtualMachines machines = new VirtualMachines(target.client());
            ManagedObjectReference<VirtualMachine> machine = importGuest(target);
            try {
                line.getOut().print(measure(line, target.client(), machine));
                line.getOut().flush();
            } finally {
                machines.destroy(machine);
            }
        }
        return 0;
    }

    private ManagedObjectReference<VirtualMachine> importGuest(VSphereTarget target)
            throws IOException, InterruptedException {
        VSphereClient client = target.client();
        VSphereTarget.Place place = target.place();
        try (OvfPackage guest = OvfPackage.open(Objects.requireNonNull(ova))) {
            return new ManagedObjectReference<>(
                    "VirtualMachine",
                    new OvfImport(client, place.pool(), target.datastore(), place.folder())
                            .run(guest, MACHINE, TransferProgress.NONE)
                            .value());
        }
    }

    private String measure(CommandLine line, VSphereClient client, ManagedObjectReference<VirtualMachine> machine)
            throws IOException, InterruptedException {
        VirtualMachines machines = new VirtualMachines(client);
        String uuid = machines.config(machine)
                .map(VirtualMachineConfigInfo::uuid)
                .orElseThrow(() -> new IOException("the host tells nothing of the machine that it imported"));
        PropertyWaiter waiter = new PropertyWaiter(client);
        List<Double> told = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        List<Double> byHand = new ArrayList<>();
        Path folder = Files.createTempDirectory("bench-boot-");
        for (int pair = 1 - warmUp; pair <= pairs; pair++) {
            long startNs = System.nanoTime();
            machines.powerOn(machine);
            machines.awaitAddress(machine, address -> address instanceof Inet4Address);
            double toldSeconds = (System.nanoTime() - startNs) / 1e9;
            awaitAgent(waiter, machine);
            double seconds = (System.nanoTime() - startNs) / 1e9;
            HandBoot hand = HandBoot.like(uuid, folder);
            machines.powerOff(machine);
            double handSeconds = hand.seconds();
            if (pair > 0) {
                told.add(toldSeconds);
                through.add(seconds);
                byHand.add(handSeconds);
            }
            line.getErr()
                    .printf(
                            Locale.ROOT,
                            "%s%d: address told after %.2f s; its agent's through the host %.2f s, by hand %.2f s%n",
                            pair > 0 ? "" : "(warm-up) ",
                            pair > 0 ? pair : pair + warmUp,
                            toldSeconds,
                            seconds,
                            handSeconds);
            line.getErr().flush();
        }
        return table(told, through, byHand);
    }

    /** Until the agent tells, which it does when it runs, and not what the host knows of DHCP before. */
    private static void awaitAgent(PropertyWaiter waiter, ManagedObjectReference<VirtualMachine> machine)
            throws IOException, InterruptedException {
        waiter.waitFor(machine, List.of(RUNNING, NETWORKS), found -> {
            List<GuestNicInfo> networks = found.list(NETWORKS, GuestNicInfo.class);
            return "guestToolsRunning".equals(found.value(RUNNING, String.class))
                    && networks.stream().anyMatch(each -> !each.ipAddress().isEmpty());
        });
    }

    static String table(List<Double> told, List<Double> through, List<Double> byHand) {
        return """
                | boot, wall time | through the host | by hand | ratio |
                | --- | --- | --- | --- |
                %s%s%s""".formatted(
                        row("until the guest's agent tells an address, least of ", through, byHand, VmBoot::least),
                        row("the same, median of ", through, byHand, VmBoot::median),
                        String.format(
                                Locale.ROOT,
                                "| until the host tells an address, median of %d | %.2f s | | |%n",
                                told.size(),
                                median(told)));
    }

    private static String row(
            String name, List<Double> through, List<Double> byHand, ToDoubleFunction<List<Double>> figure) {
        double ours = figure.applyAsDouble(through);
        double other = figure.applyAsDouble(byHand);
        return String.format(
                Locale.ROOT, "| %s%d | %.2f s | %.2f s | %.3f |%n", name, through.size(), ours, other, ours / other);
    }

    private static double least(List<Double> seconds) {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static double median(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        int size = sorted.size();
        return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    private static final class Opening implements Servers.Opening<VSphereTarget> {
        @Override
        public VSphereTarget open(Assignment server) throws IOException {
            return new VSphereTarget(server.value());
        }

        @Override
        public boolean isReady(VSphereTarget target) throws InterruptedException {
            return target.isReady(0);
        }
    }
}
