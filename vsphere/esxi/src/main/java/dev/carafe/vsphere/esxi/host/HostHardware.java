package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.facts.CpuFacts;
import dev.carafe.vsphere.esxi.facts.SystemFacts;
import dev.carafe.vsphere.vim.vim25.ElementDescription;
import dev.carafe.vsphere.vim.vim25.HostBIOSInfo;
import dev.carafe.vsphere.vim.vim25.HostCpuInfo;
import dev.carafe.vsphere.vim.vim25.HostCpuPackage;
import dev.carafe.vsphere.vim.vim25.HostHardwareInfo;
import dev.carafe.vsphere.vim.vim25.HostHardwareSummary;
import dev.carafe.vsphere.vim.vim25.HostLicensableResourceInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemIdentificationInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemInfo;
import dev.carafe.vsphere.vim.vim25.KeyAnyValue;
import java.util.ArrayList;
import java.util.List;

/** A host's hardware in vSphere's words. Pure. */
final class HostHardware {
    /** What has to be said where the firmware says nothing. */
    private static final String UNKNOWN = "unknown";

    private HostHardware() {}

    static HostHardwareInfo info(HostModel host) {
        SystemFacts system = host.facts().system();
        CpuFacts cpu = host.facts().cpu();
        return HostHardwareInfo.builder()
                .systemInfo(HostSystemInfo.builder()
                        .vendor(system.vendor().orElse(UNKNOWN))
                        .model(system.model().orElse(UNKNOWN))
                        .uuid(host.uuid())
                        .otherIdentifyingInfo(identification(host))
                        .serialNumber(system.serialNumber().orElse(null))
                        .build())
                .cpuInfo(HostCpuInfo.builder()
                        .numCpuPackages((short) cpu.packages())
                        .numCpuCores((short) cpu.cores())
                        .numCpuThreads((short) cpu.threads())
                        .hz(cpu.hz())
                        .build())
                .cpuPkg(packages(cpu))
                .memorySize(host.facts().memoryBytes())
                .smcPresent(false)
                .biosInfo(HostBIOSInfo.builder()
                        .biosVersion(system.biosVersion().orElse(null))
                        .vendor(system.biosVendor().orElse(null))
                        .releaseDate(system.biosDate().orElse(null))
                        .firmwareType(system.efi() ? "UEFI" : "BIOS")
                        .build())
                .build();
    }

    private static List<HostCpuPackage> packages(CpuFacts cpu) {
        List<HostCpuPackage> packages = new ArrayList<>();
        for (List<Integer> threads : cpu.threadsByPackage()) {
            packages.add(HostCpuPackage.builder()
                    .index((short) packages.size())
                    .vendor(cpu.vendor())
                    .hz(cpu.hz())
                    .busHz(0L) // Linux does not tell
                    .description(cpu.model())
                    .threadId(threads.stream().map(Integer::shortValue).toList())
                    .family((short) cpu.family())
                    .model((short) cpu.modelNumber())
                    .stepping((short) cpu.stepping())
                    .build());
        }
        return packages;
    }

    static HostHardwareSummary summary(HostModel host) {
        SystemFacts system = host.facts().system();
        CpuFacts cpu = host.facts().cpu();
        return HostHardwareSummary.builder()
                .vendor(system.vendor().orElse(UNKNOWN))
                .model(system.model().orElse(UNKNOWN))
                .uuid(host.uuid())
                .otherIdentifyingInfo(identification(host))
                .memorySize(host.facts().memoryBytes())
                .cpuModel(cpu.model())
                .cpuMhz(cpu.mhz())
                .numCpuPkgs((short) cpu.packages())
                .numCpuCores((short) cpu.cores())
                .numCpuThreads((short) cpu.threads())
                .numNics(host.facts().nics().size())
                .numHBAs(0)
                .build();
    }

    /** What licences of its namesake are counted by. */
    static HostLicensableResourceInfo licensable(HostModel host) {
        return HostLicensableResourceInfo.builder()
                .resource(List.of(
                        resource("numCpuPackages", host.facts().cpu().packages()),
                        resource("numCpuCores", host.facts().cpu().cores())))
                .build();
    }

    private static KeyAnyValue resource(String key, long value) {
        return KeyAnyValue.builder().key(key).value(value).build();
    }

    /** What the host's machines run on, and why. */
    private static List<HostSystemIdentificationInfo> identification(HostModel host) {
        List<HostSystemIdentificationInfo> all = new ArrayList<>();
        host.facts()
                .system()
                .serialNumber()
                .ifPresent(serial -> all.add(identification("SerialNumberTag", "Serial number", serial)));
        all.add(identification(
                "Accelerator",
                "What runs the machines' processors",
                host.qemu().accelerator() + ": " + host.qemu().reason()));
        return all;
    }

    private static HostSystemIdentificationInfo identification(String key, String label, String value) {
        return HostSystemIdentificationInfo.builder()
                .identifierValue(value)
                .identifierType(ElementDescription.builder()
                        .key(key)
                        .label(label)
                        .summary(label)
                        .build())
                .build();
    }
}
