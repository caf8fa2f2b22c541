package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostAccessControlEntry;
import dev.carafe.vsphere.vim.vim25.HostAccessManager;
import dev.carafe.vsphere.vim.vim25.HostAccessManagerProperties;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManager;
import dev.carafe.vsphere.vim.vim25.HostConfigManager;
import dev.carafe.vsphere.vim.vim25.HostCpuSchedulerSystem;
import dev.carafe.vsphere.vim.vim25.HostCpuSchedulerSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystem;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostFirewallSystem;
import dev.carafe.vsphere.vim.vim25.HostFirewallSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostLockdownMode;
import dev.carafe.vsphere.vim.vim25.HostServiceSystem;
import dev.carafe.vsphere.vim.vim25.HostServiceSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostStorageSystem;
import dev.carafe.vsphere.vim.vim25.HostStorageSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostVirtualNicManager;
import dev.carafe.vsphere.vim.vim25.HostVirtualNicManagerProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.VirtualNicManagerNetConfig;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.InstantSource;
import java.util.List;

/** The managers of a host's configuration. Most of it is Linux's, and so can be read here but not set. */
final class HostManagers {
    static final ManagedObjectReference<HostDatastoreSystem> DATASTORE_SYSTEM =
            new ManagedObjectReference<>("HostDatastoreSystem", "ha-datastoresystem");
    static final ManagedObjectReference<HostStorageSystem> STORAGE_SYSTEM =
            new ManagedObjectReference<>("HostStorageSystem", "storageSystem");
    static final ManagedObjectReference<HostVirtualNicManager> NIC_MANAGER =
            new ManagedObjectReference<>("HostVirtualNicManager", "ha-vnic-mgr");
    static final ManagedObjectReference<HostServiceSystem> SERVICE_SYSTEM =
            new ManagedObjectReference<>("HostServiceSystem", "serviceSystem");
    static final ManagedObjectReference<HostFirewallSystem> FIREWALL_SYSTEM =
            new ManagedObjectReference<>("HostFirewallSystem", "firewallSystem");
    static final ManagedObjectReference<HostAutoStartManager> AUTO_START_MANAGER =
            new ManagedObjectReference<>("HostAutoStartManager", "ha-autostart-mgr");
    static final ManagedObjectReference<HostCpuSchedulerSystem> CPU_SCHEDULER =
            new ManagedObjectReference<>("HostCpuSchedulerSystem", "cpuSchedulerSystem");
    static final ManagedObjectReference<HostAccessManager> ACCESS_MANAGER =
            new ManagedObjectReference<>("HostAccessManager", "ha-host-access-manager");

    private record StorageSystem(ManagedObjectReference<HostStorageSystem> reference, HostDatastores datastores)
            implements HostStorageSystem, ServedObject {
        @Override
        public void refreshStorageSystem() {
            datastores.refresh();
        }

        @Override
        public void rescanAllHba() {
            datastores.refresh();
        }

        @Override
        public void rescanVmfs() {
            datastores.refresh();
        }
    }

    private record NicManager(
            ManagedObjectReference<HostVirtualNicManager> reference, List<VirtualNicManagerNetConfig> services)
            implements HostVirtualNicManager, ServedObject {
        @Override
        public VirtualNicManagerNetConfig queryNetConfig(String nicType) {
            return services.stream()
                    .filter(service -> service.nicType().equals(nicType))
                    .findFirst()
                    .orElseThrow(() -> InvalidArgument.builder()
                            .invalidProperty("nicType")
                            .build()
                            .exception("This host's addresses are for its management only, not for " + nicType + "."));
        }
    }

    private record ServiceSystem(ManagedObjectReference<HostServiceSystem> reference)
            implements HostServiceSystem, ServedObject {
        /** There are none. */
        @Override
        public void refreshServices() {}

        @Override
        public void startService(String id) {
            throw none(id);
        }

        @Override
        public void stopService(String id) {
            throw none(id);
        }

        @Override
        public void restartService(String id) {
            throw none(id);
        }

        @Override
        public void updateServicePolicy(String id, String policy) {
            throw none(id);
        }

        private static FaultException none(String id) {
            return NotFound.builder()
                    .build()
                    .exception(
                            "There is no service '" + id + "': what runs on the machine is Linux's to start and stop.");
        }
    }

    private record FirewallSystem(ManagedObjectReference<HostFirewallSystem> reference)
            implements HostFirewallSystem, ServedObject {
        /** There is nothing to look at. */
        @Override
        public void refreshFirewall() {}
    }

    private record CpuScheduler(ManagedObjectReference<HostCpuSchedulerSystem> reference)
            implements HostCpuSchedulerSystem, ServedObject {}

    private record AccessManager(ManagedObjectReference<HostAccessManager> reference)
            implements HostAccessManager, ServedObject {
        @Override
        public List<HostAccessControlEntry> retrieveHostAccessControlEntries() {
            return List.of();
        }

        @Override
        public List<String> querySystemUsers() {
            return List.of();
        }

        @Override
        public List<String> queryLockdownExceptions() {
            return List.of();
        }
    }

    private HostManagers() {}

    /** What there is of them; others add theirs. */
    static HostConfigManager.Builder all() {
        return HostConfigManager.builder()
                .datastoreSystem(DATASTORE_SYSTEM)
                .storageSystem(STORAGE_SYSTEM)
                .virtualNicManager(NIC_MANAGER)
                .serviceSystem(SERVICE_SYSTEM)
                .firewallSystem(FIREWALL_SYSTEM)
                .dateTimeSystem(ServedDateTimeSystem.REFERENCE)
                .autoStartManager(AUTO_START_MANAGER)
                .cpuScheduler(CPU_SCHEDULER)
                .certificateManager(ServedCertificateManager.REFERENCE)
                .hostAccessManager(ACCESS_MANAGER);
    }

    static void addTo(
            Changes changes, HostModel host, HostAddresses addresses, HostDatastores datastores, InstantSource clock) {
        changes.add(
                new ServedDatastoreSystem(DATASTORE_SYSTEM, datastores),
                HostDatastoreSystemProperties.builder()
                        .capabilities(HostConfiguration.datastoreCapabilities())
                        .build());
        changes.add(
                new StorageSystem(STORAGE_SYSTEM, datastores),
                HostStorageSystemProperties.builder()
                        .storageDeviceInfo(HostConfiguration.storage())
                        .fileSystemVolumeInfo(HostConfiguration.volumes(List.of()))
                        .build());
        changes.add(
                new NicManager(NIC_MANAGER, HostNetworkView.services(addresses).netConfig()),
                HostVirtualNicManagerProperties.builder()
                        .info(HostNetworkView.services(addresses))
                        .build());
        changes.add(
                new ServiceSystem(SERVICE_SYSTEM),
                HostServiceSystemProperties.builder()
                        .serviceInfo(HostConfiguration.services())
                        .build());
        changes.add(
                new FirewallSystem(FIREWALL_SYSTEM),
                HostFirewallSystemProperties.builder()
                        .firewallInfo(HostConfiguration.firewall())
                        .build());
        changes.add(
                new CpuScheduler(CPU_SCHEDULER),
                HostCpuSchedulerSystemProperties.builder()
                        .hyperthreadInfo(HostConfiguration.hyperThread(host))
                        .build());
        changes.add(
                new AccessManager(ACCESS_MANAGER),
                HostAccessManagerProperties.builder()
                        .lockdownMode(HostLockdownMode.LOCKDOWN_DISABLED)
                        .build());
    }
}
