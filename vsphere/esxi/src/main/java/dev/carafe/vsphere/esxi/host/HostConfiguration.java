package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.vim25.AutoStartDefaults;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManagerConfig;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystemCapabilities;
import dev.carafe.vsphere.vim.vim25.HostFileSystemVolumeInfo;
import dev.carafe.vsphere.vim.vim25.HostFirewallDefaultPolicy;
import dev.carafe.vsphere.vim.vim25.HostFirewallInfo;
import dev.carafe.vsphere.vim.vim25.HostFlagInfo;
import dev.carafe.vsphere.vim.vim25.HostHyperThreadScheduleInfo;
import dev.carafe.vsphere.vim.vim25.HostLockdownMode;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostServiceInfo;
import dev.carafe.vsphere.vim.vim25.HostStorageDeviceInfo;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A host's configuration in vSphere's words. Pure. */
final class HostConfiguration {
    private HostConfiguration() {}

    static HostConfigInfo info(
            HostModel host,
            HostNetworkInfo network,
            HostAddresses addresses,
            List<DatastoreState> datastores,
            List<OptionValue> options) {
        return HostConfigInfo.builder()
                .host(HostNames.HOST)
                .product(host.about())
                .hyperThread(hyperThread(host))
                .storageDevice(storage())
                .fileSystemVolume(volumes(datastores))
                .network(network)
                .virtualNicManagerInfo(HostNetworkView.services(addresses))
                .capabilities(HostNetworkView.capabilities())
                .datastoreCapabilities(datastoreCapabilities())
                .service(services())
                .firewall(firewall())
                .autoStart(autoStart())
                .option(options)
                .dateTimeInfo(ServedDateTimeSystem.info(List.of()))
                .flags(HostFlagInfo.builder().backgroundSnapshotsEnabled(false).build())
                .adminDisabled(false)
                .lockdownMode(HostLockdownMode.LOCKDOWN_DISABLED)
                .certificate(bytes(host.certificate().pem()))
                .build();
    }

    static List<Byte> bytes(String text) {
        List<Byte> all = new ArrayList<>();
        for (byte each : text.getBytes(StandardCharsets.US_ASCII)) {
            all.add(each);
        }
        return all;
    }

    static HostHyperThreadScheduleInfo hyperThread(HostModel host) {
        boolean there = host.facts().cpu().threads() > host.facts().cpu().cores();
        return HostHyperThreadScheduleInfo.builder()
                .available(there)
                .active(there)
                .config(there)
                .build();
    }

    /** Disks are Linux's: the host sees folders only. */
    static HostStorageDeviceInfo storage() {
        return HostStorageDeviceInfo.builder()
                .softwareInternetScsiEnabled(false)
                .build();
    }

    static HostFileSystemVolumeInfo volumes(List<DatastoreState> datastores) {
        return HostFileSystemVolumeInfo.builder()
                .volumeTypeList(List.of("OTHER"))
                .mountInfo(datastores.stream().map(DatastoreView::volume).toList())
                .build();
    }

    static HostDatastoreSystemCapabilities datastoreCapabilities() {
        return HostDatastoreSystemCapabilities.builder()
                .nfsMountCreationRequired(false)
                .nfsMountCreationSupported(false)
                .localDatastoreSupported(true)
                .vmfsExtentExpansionSupported(false)
                .build();
    }

    /** Services are Linux's too: there are none that this host starts or stops. */
    static HostServiceInfo services() {
        return HostServiceInfo.builder().build();
    }

    /** Nothing is blocked by this host; what Linux blocks is not its to say. */
    static HostFirewallInfo firewall() {
        return HostFirewallInfo.builder()
                .defaultPolicy(HostFirewallDefaultPolicy.builder()
                        .incomingBlocked(false)
                        .outgoingBlocked(false)
                        .build())
                .build();
    }

    /** No machine is started with the host, until somebody says which. */
    static HostAutoStartManagerConfig autoStart() {
        return HostAutoStartManagerConfig.builder()
                .defaults(AutoStartDefaults.builder().enabled(false).build())
                .build();
    }
}
