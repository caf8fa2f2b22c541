package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DiagnosticManager;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.FileManager;
import dev.carafe.vsphere.vim.vim25.GuestOperationsManager;
import dev.carafe.vsphere.vim.vim25.OptionManager;
import dev.carafe.vsphere.vim.vim25.OvfManager;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.SearchIndex;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.VirtualDiskManager;

/** What a host's service content says: where every client begins. */
final class HostContent {
    static final ManagedObjectReference<PropertyCollector> PROPERTY_COLLECTOR =
            new ManagedObjectReference<>("PropertyCollector", "ha-property-collector");
    static final ManagedObjectReference<ViewManager> VIEW_MANAGER =
            new ManagedObjectReference<>("ViewManager", "ViewManager");
    static final ManagedObjectReference<SessionManager> SESSION_MANAGER =
            new ManagedObjectReference<>("SessionManager", "ha-sessionmgr");
    static final ManagedObjectReference<EventManager> EVENT_MANAGER =
            new ManagedObjectReference<>("EventManager", "ha-eventmgr");
    static final ManagedObjectReference<TaskManager> TASK_MANAGER =
            new ManagedObjectReference<>("TaskManager", "ha-taskmgr");
    static final ManagedObjectReference<SearchIndex> SEARCH_INDEX =
            new ManagedObjectReference<>("SearchIndex", "ha-searchindex");
    /** Options of the agent. */
    static final ManagedObjectReference<OptionManager> SETTING =
            new ManagedObjectReference<>("OptionManager", "HostAgentSettings");
    /** Options of the host. */
    static final ManagedObjectReference<OptionManager> ADVANCED_OPTIONS =
            new ManagedObjectReference<>("OptionManager", "ha-adv-options");

    static final ManagedObjectReference<FileManager> FILE_MANAGER =
            new ManagedObjectReference<>("FileManager", "ha-nfc-file-manager");
    static final ManagedObjectReference<VirtualDiskManager> DISK_MANAGER =
            new ManagedObjectReference<>("VirtualDiskManager", "ha-vdiskmanager");

    static final ManagedObjectReference<OvfManager> OVF_MANAGER =
            new ManagedObjectReference<>("OvfManager", "ha-ovf-manager");

    static final ManagedObjectReference<GuestOperationsManager> GUEST_OPERATIONS_MANAGER =
            new ManagedObjectReference<>("GuestOperationsManager", "ha-guest-operations-manager");

    static final ManagedObjectReference<PerformanceManager> PERFORMANCE_MANAGER =
            new ManagedObjectReference<>("PerformanceManager", "ha-perfmgr");

    static final ManagedObjectReference<DiagnosticManager> DIAGNOSTIC_MANAGER =
            new ManagedObjectReference<>("DiagnosticManager", "ha-diagnosticmgr");

    private HostContent() {}

    static ServiceContent.Builder of(HostModel host) {
        return ServiceContent.builder()
                .rootFolder(HostNames.ROOT)
                .propertyCollector(PROPERTY_COLLECTOR)
                .viewManager(VIEW_MANAGER)
                .about(host.about())
                .setting(SETTING)
                .sessionManager(SESSION_MANAGER)
                .eventManager(EVENT_MANAGER)
                .taskManager(TASK_MANAGER)
                .searchIndex(SEARCH_INDEX)
                .authorizationManager(HostAccounts.AUTHORIZATION_MANAGER)
                .accountManager(HostAccounts.ACCOUNT_MANAGER)
                .userDirectory(HostAccounts.USER_DIRECTORY)
                .ovfManager(OVF_MANAGER)
                .perfManager(PERFORMANCE_MANAGER)
                .fileManager(FILE_MANAGER)
                .virtualDiskManager(DISK_MANAGER)
                .guestOperationsManager(GUEST_OPERATIONS_MANAGER)
                .diagnosticManager(DIAGNOSTIC_MANAGER)
                .licenseManager(ServedLicenseManager.REFERENCE);
    }
}
