package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.ConfigOptions;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ConfigTarget;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowser;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowserConfigOptionQuerySpec;
import dev.carafe.vsphere.vim.vim25.HostCapability;
import dev.carafe.vsphere.vim.vim25.HostHardwareInfo;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigOption;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigOptionDescriptor;
import dev.carafe.vsphere.vim.vim25.VirtualMachineDatastoreInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineNetworkInfo;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what machines may have on this host, from what the host's objects show. */
final class ServedEnvironmentBrowser implements EnvironmentBrowser, ServedObject {
    /** How large one disk may be, in bytes: 62 TiB, as upstream. */
    private static final long DISK_MAX_BYTES = 62L << 40;

    private final VmHost host;

    ServedEnvironmentBrowser(VmHost host) {
        this.host = host;
    }

    @Override
    public ManagedObjectReference<EnvironmentBrowser> reference() {
        return host.place().browser();
    }

    @Override
    public List<VirtualMachineConfigOptionDescriptor> queryConfigOptionDescriptor() {
        return ConfigOptions.descriptors(host.place().host());
    }

    @Override
    public @Nullable VirtualMachineConfigOption queryConfigOption(
            @Nullable String key, @Nullable ManagedObjectReference<HostSystem> of) {
        return ConfigOptions.of(key == null ? "" : key, List.of()).orElse(null);
    }

    @Override
    public @Nullable VirtualMachineConfigOption queryConfigOptionEx(
            @Nullable EnvironmentBrowserConfigOptionQuerySpec spec) {
        if (spec == null) {
            return queryConfigOption(null, null);
        }
        return ConfigOptions.of(spec.key() == null ? "" : spec.key(), spec.guestId())
                .orElse(null);
    }

    @Override
    public @Nullable HostCapability queryTargetCapabilities(@Nullable ManagedObjectReference<HostSystem> of) {
        return host.services().registry().properties(host.place().host()).orElse(null)
                        instanceof HostSystemProperties properties
                ? properties.capability()
                : null;
    }

    @Override
    public ConfigTarget queryConfigTarget(@Nullable ManagedObjectReference<HostSystem> of) {
        List<VirtualMachineDatastoreInfo> datastores = new ArrayList<>();
        List<VirtualMachineNetworkInfo> networks = new ArrayList<>();
        host.services().registry().read(source -> {
            for (ManagedObjectReference<?> reference : source.references()) {
                DataObject properties = source.properties(reference);
                switch (properties) {
                    case DatastoreProperties datastore -> add(datastores, datastore);
                    case NetworkProperties.Plain network -> add(networks, network);
                    case null, default -> {}
                }
            }
            return true;
        });
        HostHardwareInfo found =
                host.services().registry().properties(host.place().host()).orElse(null)
                                instanceof HostSystemProperties system
                        ? system.hardware()
                        : null;
        int threads = found == null ? 1 : found.cpuInfo().numCpuThreads();
        long memoryMib = found == null ? Memory.STEP_MIB : found.memorySize() >> 20;
        return ConfigTarget.builder()
                .numCpus(threads)
                .numCpuCores(found == null ? 1 : found.cpuInfo().numCpuCores())
                .numNumaNodes(1)
                .maxCpusPerHost(threads)
                .smcPresent(false)
                .datastore(datastores)
                .network(networks)
                .maxMemMBOptimalPerf((int) Math.min(Integer.MAX_VALUE, memoryMib))
                .supportedMaxMemMB((int) Math.min(Integer.MAX_VALUE, Memory.MAX_MIB))
                .autoVmotion(false)
                .build();
    }

    private static void add(List<VirtualMachineDatastoreInfo> all, DatastoreProperties datastore) {
        if (datastore.summary() != null && datastore.capability() != null) {
            all.add(VirtualMachineDatastoreInfo.builder()
                    .name(datastore.summary().name())
                    .datastore(datastore.summary())
                    .capability(datastore.capability())
                    .maxFileSize(DISK_MAX_BYTES)
                    .maxVirtualDiskCapacity(DISK_MAX_BYTES)
                    .mode("readWrite")
                    .build());
        }
    }

    private static void add(List<VirtualMachineNetworkInfo> all, NetworkProperties network) {
        if (network.summary() != null) {
            all.add(VirtualMachineNetworkInfo.builder()
                    .name(network.summary().name())
                    .network(network.summary())
                    .build());
        }
    }
}
