package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.esxi.esxcli.HostView.Running;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code esxcli vm} and {@code esxcli network vm}: machines that run. */
final class MachineCommands {
    private static final String NO_ADDRESS = "0.0.0.0";

    private MachineCommands() {}

    static List<Command> all() {
        Parameter world = new Parameter("worldid", "The world ID of the machine.", List.of("-w", "--world-id"));
        return List.of(
                new Command(
                        "vm.process",
                        "list",
                        "List the machines that run.",
                        Shape.rows(
                                "VirtualMachine",
                                "World ID",
                                "Process ID",
                                "VMX Cartel ID",
                                "UUID",
                                "Display Name",
                                "Config File"),
                        (host, _) -> host.running().stream()
                                .map(MachineCommands::process)
                                .toList()),
                new Command(
                        "network.vm",
                        "list",
                        "List the networks of the machines that run.",
                        Shape.rows("VM", "World ID", "Name", "Num Ports", "Networks[]"),
                        (host, _) -> host.running().stream()
                                .map(MachineCommands::networks)
                                .toList()),
                new Command(
                        "network.vm.port",
                        "list",
                        "List the ports that a machine is in.",
                        List.of(world),
                        Shape.rows("Port", "Port ID", "vSwitch", "Portgroup", "MAC Address", "IP Address"),
                        (host, arguments) -> ports(host, arguments.get("worldid"))));
    }

    private static VirtualMachineConfigInfo config(Running running) {
        VirtualMachineConfigInfo config = running.machine().config();
        if (config == null) {
            throw new IllegalStateException("a machine that runs has a configuration");
        }
        return config;
    }

    private static List<Object> process(Running running) {
        VirtualMachineConfigInfo config = config(running);
        return List.of(
                running.world(),
                0,
                running.world(),
                spaced(config.uuid()),
                config.name(),
                String.valueOf(config.files().vmPathName()));
    }

    /** A UUID as ESXi writes it here: bytes, and a dash in the middle. */
    static String spaced(String uuid) {
        String hex = uuid.replace("-", "");
        StringBuilder spaced = new StringBuilder();
        for (int i = 0; i + 1 < hex.length(); i += 2) {
            if (i > 0) {
                spaced.append(i == 16 ? '-' : ' ');
            }
            spaced.append(hex, i, i + 2);
        }
        return spaced.toString();
    }

    private static List<VirtualEthernetCard> cards(Running running) {
        return config(running).hardware().device().stream()
                .filter(VirtualEthernetCard.class::isInstance)
                .map(VirtualEthernetCard.class::cast)
                .toList();
    }

    private static String portgroup(VirtualEthernetCard card) {
        return card.backing() instanceof VirtualEthernetCardNetworkBackingInfo backing ? backing.deviceName() : "";
    }

    private static List<Object> networks(Running running) {
        List<String> networks =
                cards(running).stream().map(MachineCommands::portgroup).toList();
        return List.of(running.world(), config(running).name(), networks.size(), networks);
    }

    private static List<List<Object>> ports(HostView host, @Nullable String world) {
        if (world == null) {
            throw new CommandException("Missing required parameter -w|--world-id");
        }
        Running found = host.running().stream()
                .filter(running -> Long.toString(running.world()).equals(world.strip()))
                .findFirst()
                .orElseThrow(() -> new CommandException("No machine runs with the world ID " + world + "."));
        List<List<Object>> ports = new ArrayList<>();
        for (VirtualEthernetCard card : cards(found)) {
            String group = portgroup(card);
            ports.add(List.of(
                    card.key(),
                    virtualSwitch(host, group),
                    group,
                    String.valueOf(card.macAddress()),
                    address(found, String.valueOf(card.macAddress()))));
        }
        return ports;
    }

    private static String virtualSwitch(HostView host, String group) {
        return host.network().portgroup().stream()
                .map(HostPortGroup::spec)
                .filter(spec -> spec.name().equals(group))
                .findFirst()
                .map(spec -> spec.vswitchName())
                .orElse("");
    }

    private static String address(Running running, String mac) {
        return running.machine().guest() == null
                ? NO_ADDRESS
                : running.machine().guest().net().stream()
                        .filter(nic -> mac.equalsIgnoreCase(nic.macAddress()))
                        .map(GuestNicInfo::ipAddress)
                        .flatMap(List::stream)
                        .filter(address -> address.indexOf(':') < 0)
                        .findFirst()
                        .orElse(NO_ADDRESS);
    }
}
