package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.vim.vim25.HostCpuInfo;
import dev.carafe.vsphere.vim.vim25.HostHardwareInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemInfo;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code esxcli hardware}. */
final class HardwareCommands {
    private HardwareCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "hardware.clock",
                        "get",
                        "Show the time of the hardware clock.",
                        Shape.text("string"),
                        (host, _) -> List.of(List.of(
                                host.now().truncatedTo(ChronoUnit.SECONDS).toString()))),
                new Command(
                        "hardware.cpu.global",
                        "get",
                        "Show how many processors there are.",
                        Shape.row("CpuGlobal", "CPU Packages", "CPU Cores", "CPU Threads", "Hyperthreading Active"),
                        (host, _) -> cpu(host.hardware())),
                new Command(
                        "hardware.memory",
                        "get",
                        "Show how much memory there is, in bytes.",
                        Shape.row("Memory", "Physical Memory"),
                        (host, _) -> List.of(List.of(host.hardware().memorySize()))),
                new Command(
                        "hardware.platform",
                        "get",
                        "Show what machine the host is.",
                        Shape.row("PlatformGet", "UUID", "Product Name", "Vendor Name", "Serial Number"),
                        (host, _) -> platform(host.hardware().systemInfo())));
    }

    private static List<List<Object>> cpu(HostHardwareInfo hardware) {
        HostCpuInfo cpu = hardware.cpuInfo();
        return List.of(List.of(
                cpu.numCpuPackages(), cpu.numCpuCores(), cpu.numCpuThreads(), cpu.numCpuThreads() > cpu.numCpuCores()));
    }

    private static List<List<Object>> platform(HostSystemInfo system) {
        return List.of(List.of(
                system.uuid(),
                system.model(),
                system.vendor(),
                system.serialNumber() == null ? "" : system.serialNumber()));
    }
}
