package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks for. The table of the API says it of most methods, on the object and on those that are passed; of the
 * others it says nothing, since it depends on the object's type or on the arguments: what vSphere's documentation says of
 * these stands here.
 */
final class MethodPrivileges {
    /** @param privilege several that are all asked for are joined by {@code +} */
    record Need(ManagedObjectReference<?> object, String privilege) {}

    /** By type and method; the type is the object's own. */
    private static final Map<String, String> BY_TYPE = Map.ofEntries(
            Map.entry("VirtualMachine.Rename_Task", "VirtualMachine.Config.Rename"),
            Map.entry("Folder.Rename_Task", "Folder.Rename"),
            Map.entry("Datacenter.Rename_Task", "Datacenter.Rename"),
            Map.entry("ResourcePool.Rename_Task", "Resource.RenamePool"),
            Map.entry("VirtualApp.Rename_Task", "VApp.Rename"),
            Map.entry("ClusterComputeResource.Rename_Task", "Host.Inventory.RenameCluster"),
            Map.entry("ComputeResource.Rename_Task", "Host.Inventory.RenameCluster"),
            Map.entry("Datastore.Rename_Task", "Datastore.Rename"),
            Map.entry("Network.Rename_Task", "Network.Config"),
            Map.entry("DistributedVirtualPortgroup.Rename_Task", "DVPortgroup.Modify"),
            Map.entry("VmwareDistributedVirtualSwitch.Rename_Task", "DVSwitch.Modify"),
            Map.entry("VirtualMachine.Destroy_Task", "VirtualMachine.Inventory.Delete"),
            Map.entry("Folder.Destroy_Task", "Folder.Delete"),
            Map.entry("Datacenter.Destroy_Task", "Datacenter.Delete"),
            Map.entry("ResourcePool.Destroy_Task", "Resource.DeletePool"),
            Map.entry("VirtualApp.Destroy_Task", "VApp.Delete"),
            Map.entry("ClusterComputeResource.Destroy_Task", "Host.Inventory.DeleteCluster"),
            Map.entry("ComputeResource.Destroy_Task", "Host.Inventory.RemoveHostFromCluster"),
            Map.entry("HostSystem.Destroy_Task", "Host.Inventory.RemoveHostFromCluster"),
            Map.entry("Datastore.Destroy_Task", "Datastore.Delete"),
            Map.entry("Network.Destroy_Task", "Network.Delete"),
            Map.entry("DistributedVirtualPortgroup.Destroy_Task", "DVPortgroup.Delete"),
            Map.entry("VmwareDistributedVirtualSwitch.Destroy_Task", "DVSwitch.Delete"));

    /** Those that ask for the same on whichever object. */
    private static final Map<String, String> BY_METHOD = Map.ofEntries(
            Map.entry("AcquireTicket", "VirtualMachine.Interact.ConsoleInteract"),
            Map.entry("UpdateOptions", "Global.Settings"),
            Map.entry("setCustomValue", "Global.SetCustomField"),
            Map.entry("SearchDatastore_Task", "Datastore.Browse"),
            Map.entry("SearchDatastoreSubFolders_Task", "Datastore.Browse"),
            Map.entry("UpdateConfig", "Resource.EditPool"),
            Map.entry("UpdateChildResourceConfiguration", "Resource.EditPool"),
            Map.entry("DestroyChildren", "Resource.DeletePool"),
            Map.entry("ConfigureDatastoreIORM_Task", "Datastore.ConfigIOManagement"),
            Map.entry("UpdateNetworkConfig", "Host.Config.Network"),
            Map.entry("AddVirtualNic", "Host.Config.Network"),
            Map.entry("UpdateVirtualNic", "Host.Config.Network"),
            Map.entry("AddServiceConsoleVirtualNic", "Host.Config.Network"),
            Map.entry("UpdateServiceConsoleVirtualNic", "Host.Config.Network"),
            Map.entry("ApplyRecommendation", "Resource.ApplyRecommendation"),
            Map.entry("ReconfigureDVPortgroup_Task", "DVPortgroup.Modify"),
            Map.entry("DVPortgroupRollback_Task", "DVPortgroup.Modify"),
            Map.entry("ReconfigureDvs_Task", "DVSwitch.Modify"),
            Map.entry("DVSRollback_Task", "DVSwitch.Modify"),
            Map.entry("UpdateVAppConfig", "VApp.ApplicationConfig"),
            Map.entry("UpdateLinkedChildren", "VApp.ResourceConfig"),
            Map.entry("ConfigureHCI_Task", "Host.Inventory.EditCluster"),
            Map.entry("ExtendHCI_Task", "Host.Inventory.EditCluster"),
            Map.entry("InstallIoFilter_Task", "Host.Config.Patch"),
            Map.entry("UninstallIoFilter_Task", "Host.Config.Patch"),
            Map.entry("UpgradeIoFilter_Task", "Host.Config.Patch"),
            Map.entry("RepairVmDiskChains_Task", "VirtualMachine.Config.Settings"));

    private static final Map<String, String> MOVING = Map.of(
            "VirtualMachine", "VirtualMachine.Inventory.Move",
            "Folder", "Folder.Move",
            "Datacenter", "Datacenter.Move",
            "HostSystem", "Host.Inventory.MoveHost",
            "ComputeResource", "Host.Inventory.MoveHost",
            "ClusterComputeResource", "Host.Inventory.MoveCluster",
            "Datastore", "Datastore.Move",
            "Network", "Network.Move",
            "DistributedVirtualPortgroup", "Network.Move",
            "VmwareDistributedVirtualSwitch", "DVSwitch.Move");

    private MethodPrivileges() {}

    /**
     * What a caller must have.
     *
     * @param source what is moved is asked about there
     */
    static List<Need> of(
            ManagedObjectReference<?> object,
            ManagedMethod method,
            List<@Nullable Object> arguments,
            ObjectSource source) {
        List<Need> needs = new ArrayList<>();
        if (method.privilege() != null) {
            needs.add(new Need(object, method.privilege()));
        }
        List<Field> parameters = method.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            String privilege = parameters.get(i).privilege();
            if (privilege != null) {
                for (ManagedObjectReference<?> passed : references(arguments.get(i))) {
                    needs.add(new Need(passed, privilege));
                }
            }
        }
        if (FilePrivileges.isAsked(method)) {
            FilePrivileges.of(object, method, arguments, source, needs);
        } else if (method.wsdlName().equals("MigrateVM_Task")) {
            needs.add(new Need(object, isRunning(object, source) ? "Resource.HotMigrate" : "Resource.ColdMigrate"));
        } else if (method.privilege() == null) {
            unsaid(object, method.wsdlName(), arguments, needs);
        }
        return needs;
    }

    private static boolean isRunning(ManagedObjectReference<?> machine, ObjectSource source) {
        return source.properties(machine) instanceof VirtualMachineProperties properties
                && properties.runtime() != null
                && properties.runtime().powerState() == VirtualMachinePowerState.POWERED_ON;
    }

    private static void unsaid(
            ManagedObjectReference<?> object, String method, List<@Nullable Object> arguments, List<Need> needs) {
        String known = BY_TYPE.getOrDefault(object.type() + "." + method, BY_METHOD.get(method));
        if (known != null) {
            needs.add(new Need(object, known));
            return;
        }
        switch (method) {
            case "ReconfigVM_Task" ->
                ReconfigurePrivileges.of(arguments.getFirst())
                        .forEach(privilege -> needs.add(new Need(object, privilege)));
            case "CloneVM_Task" -> ClonePrivileges.of(object, arguments, needs);
            case "MoveIntoFolder_Task" -> {
                for (ManagedObjectReference<?> moved : references(arguments.getFirst())) {
                    String privilege = MOVING.getOrDefault(moved.type(), "Folder.Move");
                    needs.add(new Need(moved, privilege));
                    needs.add(new Need(object, privilege));
                }
            }
            case "MoveIntoResourcePool" -> {
                for (ManagedObjectReference<?> moved : references(arguments.getFirst())) {
                    boolean machine = moved.type().equals("VirtualMachine");
                    needs.add(new Need(object, machine ? "Resource.AssignVMToPool" : "Resource.MovePool"));
                    if (!machine) {
                        needs.add(new Need(moved, "Resource.MovePool"));
                    }
                }
            }
            default -> {} // of what is the session's own, and what any user may
        }
    }

    static List<ManagedObjectReference<?>> references(@Nullable Object argument) {
        List<ManagedObjectReference<?>> references = new ArrayList<>();
        switch (argument) {
            case ManagedObjectReference<?> one -> references.add(one);
            case List<?> list -> {
                for (Object item : list) {
                    if (item instanceof ManagedObjectReference<?> one) {
                        references.add(one);
                    }
                }
            }
            case null, default -> {}
        }
        return references;
    }
}
