package dev.carafe.vsphere.vcenter.server;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.AlarmManager;
import dev.carafe.vsphere.vim.vim25.AuthorizationManager;
import dev.carafe.vsphere.vim.vim25.Capability;
import dev.carafe.vsphere.vim.vim25.CustomFieldsManager;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecManager;
import dev.carafe.vsphere.vim.vim25.DatastoreNamespaceManager;
import dev.carafe.vsphere.vim.vim25.DiagnosticManager;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchManager;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.ExtensionManager;
import dev.carafe.vsphere.vim.vim25.FileManager;
import dev.carafe.vsphere.vim.vim25.GuestOperationsManager;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.OptionManager;
import dev.carafe.vsphere.vim.vim25.OvfManager;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.ScheduledTaskManager;
import dev.carafe.vsphere.vim.vim25.SearchIndex;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.StorageResourceManager;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.UserDirectory;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.VirtualDiskManager;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCompatibilityChecker;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProvisioningChecker;
import java.util.List;

/** What a vCenter's service content says: where every client begins. */
final class Content {
    static final String API_VERSION = "9.0.0.0";

    /** Newest first. */
    static final List<String> VERSIONS = List.of(API_VERSION, "8.0.3.0");

    /** What the oldest client may speak. */
    static final String OLDEST_VERSION = "6.5";

    static final ManagedObjectReference<PropertyCollector> PROPERTY_COLLECTOR =
            new ManagedObjectReference<>("PropertyCollector", "propertyCollector");
    static final ManagedObjectReference<ViewManager> VIEW_MANAGER =
            new ManagedObjectReference<>("ViewManager", "ViewManager");
    static final ManagedObjectReference<SessionManager> SESSION_MANAGER =
            new ManagedObjectReference<>("SessionManager", "SessionManager");
    static final ManagedObjectReference<EventManager> EVENT_MANAGER =
            new ManagedObjectReference<>("EventManager", "EventManager");
    static final ManagedObjectReference<TaskManager> TASK_MANAGER =
            new ManagedObjectReference<>("TaskManager", "TaskManager");
    static final ManagedObjectReference<SearchIndex> SEARCH_INDEX =
            new ManagedObjectReference<>("SearchIndex", "SearchIndex");
    static final ManagedObjectReference<DistributedVirtualSwitchManager> SWITCH_MANAGER =
            new ManagedObjectReference<>("DistributedVirtualSwitchManager", "DVSManager");
    static final ManagedObjectReference<VirtualMachineProvisioningChecker> PROVISIONING_CHECKER =
            new ManagedObjectReference<>("VirtualMachineProvisioningChecker", "ProvChecker");
    static final ManagedObjectReference<VirtualMachineCompatibilityChecker> COMPATIBILITY_CHECKER =
            new ManagedObjectReference<>("VirtualMachineCompatibilityChecker", "CompatChecker");
    static final ManagedObjectReference<StorageResourceManager> STORAGE_RESOURCE_MANAGER =
            new ManagedObjectReference<>("StorageResourceManager", "StorageResourceManager");
    static final ManagedObjectReference<OptionManager> SETTING =
            new ManagedObjectReference<>("OptionManager", "VpxSettings");

    static final ManagedObjectReference<AuthorizationManager> AUTHORIZATION_MANAGER =
            new ManagedObjectReference<>("AuthorizationManager", "AuthorizationManager");
    static final ManagedObjectReference<UserDirectory> USER_DIRECTORY =
            new ManagedObjectReference<>("UserDirectory", "UserDirectory");
    static final ManagedObjectReference<FileManager> FILE_MANAGER =
            new ManagedObjectReference<>("FileManager", "FileManager");
    static final ManagedObjectReference<DatastoreNamespaceManager> NAMESPACE_MANAGER =
            new ManagedObjectReference<>("DatastoreNamespaceManager", "DatastoreNamespaceManager");
    static final ManagedObjectReference<VirtualDiskManager> DISK_MANAGER =
            new ManagedObjectReference<>("VirtualDiskManager", "virtualDiskManager");
    static final ManagedObjectReference<OvfManager> OVF_MANAGER =
            new ManagedObjectReference<>("OvfManager", "OvfManager");

    static final ManagedObjectReference<GuestOperationsManager> GUEST_OPERATIONS_MANAGER =
            new ManagedObjectReference<>("GuestOperationsManager", "guestOperationsManager");
    static final ManagedObjectReference<PerformanceManager> PERFORMANCE_MANAGER =
            new ManagedObjectReference<>("PerformanceManager", "PerfMgr");

    static final ManagedObjectReference<CustomFieldsManager> CUSTOM_FIELDS_MANAGER =
            new ManagedObjectReference<>("CustomFieldsManager", "CustomFieldsManager");
    static final ManagedObjectReference<CustomizationSpecManager> CUSTOMIZATION_SPEC_MANAGER =
            new ManagedObjectReference<>("CustomizationSpecManager", "CustomizationSpecManager");
    static final ManagedObjectReference<ExtensionManager> EXTENSION_MANAGER =
            new ManagedObjectReference<>("ExtensionManager", "ExtensionManager");
    static final ManagedObjectReference<LicenseManager> LICENSE_MANAGER =
            new ManagedObjectReference<>("LicenseManager", "LicenseManager");

    static final ManagedObjectReference<DiagnosticManager> DIAGNOSTIC_MANAGER =
            new ManagedObjectReference<>("DiagnosticManager", "DiagMgr");

    static final ManagedObjectReference<ScheduledTaskManager> SCHEDULED_TASK_MANAGER =
            new ManagedObjectReference<>("ScheduledTaskManager", "ScheduledTaskManager");

    static final ManagedObjectReference<AlarmManager> ALARM_MANAGER =
            new ManagedObjectReference<>("AlarmManager", "AlarmManager");

    private Content() {}

    static AboutInfo about(String build, String instanceUuid) {
        String version = "9.0.0";
        return AboutInfo.builder()
                .name("Carafe vCenter Server")
                .fullName("Carafe vCenter Server " + version + " build-" + build)
                .vendor("Carafe")
                .version(version)
                .build(build)
                .localeVersion("INTL")
                .localeBuild("000")
                .osType("linux-x64")
                .productLineId("vpx")
                .apiType("VirtualCenter")
                .apiVersion(API_VERSION)
                .instanceUuid(instanceUuid)
                .licenseProductName("Carafe")
                .licenseProductVersion(version)
                .build();
    }

    static Capability capability() {
        return Capability.builder()
                .provisioningSupported(true)
                .multiHostSupported(true)
                .userShellAccessSupported(false)
                .build();
    }

    static ServiceContent.Builder of(AboutInfo about) {
        return ServiceContent.builder()
                .rootFolder(References.folder(References.ROOT))
                .propertyCollector(PROPERTY_COLLECTOR)
                .viewManager(VIEW_MANAGER)
                .about(about)
                .setting(SETTING)
                .sessionManager(SESSION_MANAGER)
                .eventManager(EVENT_MANAGER)
                .taskManager(TASK_MANAGER)
                .searchIndex(SEARCH_INDEX)
                .authorizationManager(AUTHORIZATION_MANAGER)
                .userDirectory(USER_DIRECTORY)
                .fileManager(FILE_MANAGER)
                .datastoreNamespaceManager(NAMESPACE_MANAGER)
                .virtualDiskManager(DISK_MANAGER)
                .ovfManager(OVF_MANAGER)
                .perfManager(PERFORMANCE_MANAGER)
                .guestOperationsManager(GUEST_OPERATIONS_MANAGER)
                .customFieldsManager(CUSTOM_FIELDS_MANAGER)
                .customizationSpecManager(CUSTOMIZATION_SPEC_MANAGER)
                .extensionManager(EXTENSION_MANAGER)
                .licenseManager(LICENSE_MANAGER)
                .scheduledTaskManager(SCHEDULED_TASK_MANAGER)
                .diagnosticManager(DIAGNOSTIC_MANAGER)
                .storageResourceManager(STORAGE_RESOURCE_MANAGER)
                .dvSwitchManager(SWITCH_MANAGER)
                .vmProvisioningChecker(PROVISIONING_CHECKER)
                .vmCompatibilityChecker(COMPATIBILITY_CHECKER)
                .alarmManager(ALARM_MANAGER);
    }
}
