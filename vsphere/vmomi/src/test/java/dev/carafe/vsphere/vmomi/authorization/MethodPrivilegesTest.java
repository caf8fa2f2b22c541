package dev.carafe.vsphere.vmomi.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vmomi.authorization.MethodPrivileges.Need;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MethodPrivilegesTest {
    private record ServedDatastore(ManagedObjectReference<Datastore> reference) implements Datastore, ServedObject {}

    /** What belongs to the session that made it, or what any user may ask. */
    private static final Set<String> FREE = Set.of(
            "EventHistoryCollector.ReadNextEvents",
            "EventHistoryCollector.ReadPreviousEvents",
            "TaskHistoryCollector.ReadNextTasks",
            "TaskHistoryCollector.ReadPreviousTasks",
            "HistoryCollector.SetCollectorPageSize",
            "HistoryCollector.RewindCollector",
            "HistoryCollector.ResetCollector",
            "HistoryCollector.DestroyCollector",
            "ListView.ResetListViewFromView",
            "InventoryView.OpenInventoryViewFolder",
            "InventoryView.CloseInventoryViewFolder",
            "PropertyFilter.DestroyPropertyFilter",
            "UserDirectory.RetrieveUserGroups",
            "Task.CancelTask", // which EnforcedAccess looks at
            "HttpNfcLease.HttpNfcLeaseAbort", // whose name cannot be guessed
            "HttpNfcLease.HttpNfcLeaseComplete",
            "HttpNfcLease.HttpNfcLeaseGetManifest",
            "HttpNfcLease.HttpNfcLeaseProgress",
            "HttpNfcLease.HttpNfcLeaseSetManifestChecksumType");

    /** What no server of ours has, and the table is silent about: whoever adds one must say what it asks for. */
    private static final Set<String> NOT_SERVED = Set.of(
            "DirectPathProfileManager.DirectPathProfileManagerQueryCapacity",
            "DistributedVirtualSwitchManager.DVSManagerExportEntity_Task",
            "DistributedVirtualSwitchManager.DVSManagerImportEntity_Task",
            "Folder.BatchAddHostsToCluster_Task",
            "HostProfileManager.ApplyEntitiesConfig_Task",
            "HostProfileManager.ApplyHostConfig_Task",
            "HttpNfcLease.HttpNfcLeaseProbeUrls",
            "HttpNfcLease.HttpNfcLeasePullFromUrls_Task",
            "IoFilterManager.InitiateTransitionToVLCM_Task",
            "IoFilterManager.ResolveInstallationErrorsOnCluster_Task",
            "IoFilterManager.ResolveInstallationErrorsOnHost_Task",
            "IpPoolManager.AllocateIpv4Address",
            "IpPoolManager.AllocateIpv6Address");

    /** What is asked for depends on what is passed; other tests pass something. */
    private static final Set<String> BY_ARGUMENT =
            Set.of("Folder.MoveIntoFolder_Task", "ResourcePool.MoveIntoResourcePool", "VirtualMachine.ReconfigVM_Task");

    private final Inventory inventory = new Inventory();

    private static ManagedMethod method(String type, String name) {
        return Vim25.NAMESPACE.methods().stream()
                .filter(each ->
                        each.owner().wsdlName().equals(type) && each.wsdlName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Need> needs(
            ManagedObjectReference<? extends ManagedObject> object,
            ManagedMethod method,
            @Nullable Object... arguments) {
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < method.parameters().size(); i++) {
            all.add(i < arguments.length ? arguments[i] : null);
        }
        return inventory.registry.read(source -> MethodPrivileges.of(object, method, all, source));
    }

    private static ManagedObjectReference<ManagedObject> manager(String type) {
        return new ManagedObjectReference<>(type, type);
    }

    private ManagedObjectReference<Datastore> datastore(String name) {
        ManagedObjectReference<Datastore> reference = new ManagedObjectReference<>("Datastore", "ds-" + name);
        var type = Objects.requireNonNull((ManagedType) Vim25.NAMESPACE.type("Datastore"))
                .properties();
        DatastoreProperties blank = (DatastoreProperties)
                type.make(new @Nullable Object[type.fields().size()]);
        inventory.registry.change(changes ->
                changes.add(new ServedDatastore(reference), blank.withName(name).withParent(Inventory.ROOT)));
        return reference;
    }

    @Test
    void everyMethodOfWhichTheTableSaysNothingIsKnownHere() {
        Set<String> unknown = new TreeSet<>();
        for (ManagedMethod method : Vim25.NAMESPACE.methods()) {
            String name = method.toString();
            boolean passed = method.parameters().stream().anyMatch(each -> each.privilege() != null);
            if (method.privilege() == null
                    && !passed
                    && !FREE.contains(name)
                    && !BY_ARGUMENT.contains(name)
                    && !NOT_SERVED.contains(name)
                    && needs(manager(objectOf(method)), method).isEmpty()) {
                unknown.add(name);
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** A type of which there are objects. */
    private static String objectOf(ManagedMethod method) {
        String owner = method.owner().wsdlName();
        return owner.equals("ManagedEntity") ? "VirtualMachine" : owner;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FileManager.DeleteDatastoreFile_Task",
                "FileManager.MakeDirectory",
                "FileManager.ChangeOwner",
                "VirtualDiskManager.CreateVirtualDisk_Task",
                "VirtualDiskManager.DeleteVirtualDisk_Task",
                "VirtualDiskManager.SetVirtualDiskUuid"
            })
    void filesAreManagedOnTheDatastoreThatTheirPathNames(String name) {
        ManagedObjectReference<Datastore> one = datastore("one");
        datastore("two");
        String type = name.substring(0, name.indexOf('.'));
        ManagedMethod method = method(type, name.substring(type.length() + 1));
        Need need = new Need(one, "Datastore.FileManagement");
        assertThat(needs(manager(type), method, "[one] a/b")).contains(need);
        assertThat(needs(manager(type), method, "https://h/folder/a?dcPath=dc&dsName=%6fne"))
                .contains(need);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[three] a", "a", "", "[one", "https://h/folder/a?dsName=%zz", "https://h/folder/a"})
    void aPathThatNamesNoDatastoreNeedsItOnTheRoot(String path) {
        datastore("one");
        ManagedObjectReference<ManagedObject> files = manager("FileManager");
        assertThat(needs(files, method("FileManager", "MakeDirectory"), path))
                .isEqualTo(Collections.singletonList(new Need(files, "Datastore.FileManagement")));
    }

    @Test
    void whatIsMovedIsManagedWhereItIsAndWhereItGoes() {
        ManagedObjectReference<Datastore> one = datastore("one");
        ManagedObjectReference<Datastore> two = datastore("two");
        assertThat(needs(
                        manager("VirtualDiskManager"),
                        method("VirtualDiskManager", "MoveVirtualDisk_Task"),
                        "[one] a.vmdk",
                        null,
                        "[two] a.vmdk"))
                .contains(new Need(one, "Datastore.FileManagement"), new Need(two, "Datastore.FileManagement"));
        assertThat(needs(
                        manager("FileManager"),
                        method("FileManager", "CopyDatastoreFile_Task"),
                        "[two] a",
                        null,
                        "[one] a"))
                .contains(new Need(one, "Datastore.FileManagement"), new Need(two, "Datastore.FileManagement"));
    }

    private static VirtualMachineRuntimeInfo running() {
        var type = (DataType) Objects.requireNonNull(Vim25.NAMESPACE.type("VirtualMachineRuntimeInfo"));
        @Nullable Object[] values = new @Nullable Object[type.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.fields().get(i).name().equals("powerState") ? VirtualMachinePowerState.POWERED_ON : null;
        }
        return (VirtualMachineRuntimeInfo) type.make(values);
    }

    @Test
    void movingAMachineAsksForMoreWhileItRuns() {
        inventory.add(1, "one");
        ManagedMethod migrate = method("VirtualMachine", "MigrateVM_Task");
        assertThat(needs(Inventory.machine(1), migrate))
                .containsExactly(new Need(Inventory.machine(1), "Resource.ColdMigrate"));
        VirtualMachineRuntimeInfo runtime = running();
        inventory.registry.change(changes -> changes.update(
                Inventory.machine(1),
                VirtualMachineProperties.class,
                machine -> machine.toBuilder().runtime(runtime).build()));
        assertThat(needs(Inventory.machine(1), migrate))
                .containsExactly(new Need(Inventory.machine(1), "Resource.HotMigrate"));
    }
}
