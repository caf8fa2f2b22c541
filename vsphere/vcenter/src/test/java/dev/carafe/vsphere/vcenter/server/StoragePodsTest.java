package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ArrayUpdateOperation;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.StorageDrsConfigSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsOptionSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsPodConfigInfo;
import dev.carafe.vsphere.vim.vim25.StorageDrsPodConfigSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsPodSelectionSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsSpaceLoadBalanceConfig;
import dev.carafe.vsphere.vim.vim25.StoragePlacementAction;
import dev.carafe.vsphere.vim.vim25.StoragePlacementSpec;
import dev.carafe.vsphere.vim.vim25.StoragePod;
import dev.carafe.vsphere.vim.vim25.StoragePodProperties;
import dev.carafe.vsphere.vim.vim25.StorageResourceManager;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of datastores. */
@Timeout(60)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class StoragePodsTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter;
    private FakeHost host;
    private DatacenterProperties datacenter;
    private ManagedObjectReference<HostSystem> member;
    private ManagedObjectReference<Datastore> datastore;
    private ManagedObjectReference<StoragePod> pod;

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        datacenter = vcenter.datacenter("dc");
        member = vcenter.result(
                vcenter.cluster(datacenter, "lab").addHost_Task(host.spec().build(), true, null, null));
        datastore = vcenter.read(member, HostSystemProperties.class).datastore().getFirst();
        pod = vcenter.folder(datacenter.datastoreFolder()).createStoragePod("pod");
        vcenter.await(StoragePod.stub(vcenter.client.connection(), pod).moveIntoFolder_Task(List.of(datastore)));
    }

    @AfterEach
    void stop() {
        vcenter.close();
        host.close();
    }

    private static void assertNotSupported(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class));
    }

    private void isWhole() throws Exception {
        StoragePodProperties shown = vcenter.read(pod, StoragePodProperties.class);
        assertThat(shown.name()).isEqualTo("pod");
        assertThat(shown.parent()).isEqualTo(datacenter.datastoreFolder());
        assertThat(shown.childEntity()).isEqualTo(List.of(datastore));
        assertThat(shown.childType()).containsExactly("Datastore");
        assertThat(shown.summary().capacity()).isEqualTo(100 * GIB);
        assertThat(shown.summary().freeSpace()).isEqualTo(50 * GIB);
        assertThat(shown.podStorageDrsEntry().storageDrsConfig().podConfig().enabled())
                .isFalse();
        assertThat(vcenter.read(datastore, DatastoreProperties.class).parent()).isEqualTo(pod);
    }

    @Test
    void aClusterHoldsDatastoresAndOutlivesTheServer() throws Exception {
        isWhole();
        vcenter.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        isWhole();
        ClusterComputeResourceProperties lab = vcenter.read(
                vcenter.read(member, HostSystemProperties.class).parent(), ClusterComputeResourceProperties.class);
        ManagedObjectReference<VirtualMachine> machine = vcenter.result(vcenter.folder(datacenter.vmFolder())
                .createVM_Task(RunningVCenter.machine("web", "datastore1"), lab.resourcePool(), null));
        assertThat(machine.type()).isEqualTo("VirtualMachine");
    }

    private StorageResourceManager manager() {
        return StorageResourceManager.stub(
                vcenter.client.connection(), vcenter.client.content().storageResourceManager());
    }

    private StorageDrsPodConfigInfo shown() throws Exception {
        return vcenter.read(pod, StoragePodProperties.class)
                .podStorageDrsEntry()
                .storageDrsConfig()
                .podConfig();
    }

    private static StorageDrsConfigSpec of(StorageDrsPodConfigSpec.Builder spec) {
        return StorageDrsConfigSpec.builder().podConfigSpec(spec.build()).build();
    }

    @Test
    void whatAClusterIsSetToIsShownAndOutlivesTheServer() throws Exception {
        assertThat(shown().loadBalanceInterval()).isEqualTo(480);
        vcenter.await(manager()
                .configureStorageDrsForPod_Task(
                        pod,
                        of(StorageDrsPodConfigSpec.builder()
                                .enabled(true)
                                .defaultVmBehavior("automated")
                                .spaceLoadBalanceConfig(StorageDrsSpaceLoadBalanceConfig.builder()
                                        .spaceUtilizationThreshold(70)
                                        .build())
                                .option(List.of(StorageDrsOptionSpec.builder()
                                        .operation(ArrayUpdateOperation.ADD)
                                        .option(new OptionValue.Plain("IgnoreAffinityRulesForMaintenance", "1"))
                                        .build()))),
                        true));
        vcenter.await(manager()
                .configureStorageDrsForPod_Task(
                        pod, of(StorageDrsPodConfigSpec.builder().loadBalanceInterval(60)), true));
        vcenter.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        StorageDrsPodConfigInfo shown = shown();
        assertThat(shown.enabled()).isTrue();
        assertThat(shown.defaultVmBehavior()).isEqualTo("automated");
        assertThat(shown.loadBalanceInterval()).isEqualTo(60);
        assertThat(shown.spaceLoadBalanceConfig().spaceUtilizationThreshold()).isEqualTo(70);
        assertThat(shown.spaceLoadBalanceConfig().minSpaceUtilizationDifference())
                .isEqualTo(5);
        assertThat(shown.option()).containsExactly(new OptionValue.Plain("IgnoreAffinityRulesForMaintenance", "1"));

        vcenter.await(manager()
                .configureStorageDrsForPod_Task(
                        pod, of(StorageDrsPodConfigSpec.builder().enabled(true)), false));
        assertThat(shown().enabled()).isTrue();
        assertThat(shown().defaultVmBehavior()).as("it was reset").isEqualTo("manual");
        assertThat(shown().option()).isEmpty();
    }

    @Test
    void whatAClusterCannotBeSetToIsRefused() throws Exception {
        StorageDrsConfigSpec often =
                of(StorageDrsPodConfigSpec.builder().enabled(true).loadBalanceInterval(59));
        assertInvalid(
                "spec.podConfigSpec.loadBalanceInterval",
                () -> vcenter.await(manager().configureStorageDrsForPod_Task(pod, often, true)));
        assertThat(shown().enabled()).isFalse();
        assertThat(manager().validateStoragePodConfig(pod, often).fault())
                .isEqualTo(InvalidArgument.builder()
                        .invalidProperty("spec.podConfigSpec.loadBalanceInterval")
                        .build());
        assertThat(manager()
                        .validateStoragePodConfig(
                                pod, of(StorageDrsPodConfigSpec.builder().enabled(true))))
                .isNull();
    }

    private StoragePlacementSpec.Builder placement(long diskBytes) throws Exception {
        ClusterComputeResourceProperties lab = vcenter.read(
                vcenter.read(member, HostSystemProperties.class).parent(), ClusterComputeResourceProperties.class);
        return StoragePlacementSpec.builder()
                .type("create")
                .resourcePool(lab.resourcePool())
                .podSelectionSpec(
                        StorageDrsPodSelectionSpec.builder().storagePod(pod).build())
                .configSpec(VirtualMachineConfigSpec.builder()
                        .name("web")
                        .deviceChange(List.of(VirtualDeviceConfigSpec.builder()
                                .operation(VirtualDeviceConfigSpecOperation.ADD)
                                .fileOperation(VirtualDeviceConfigSpecFileOperation.CREATE)
                                .device(VirtualDisk.builder()
                                        .key(-1)
                                        .capacityInKB(diskBytes / 1024)
                                        .build())
                                .build()))
                        .build());
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault())
                                .isInstanceOfSatisfying(
                                        InvalidArgument.class,
                                        fault -> assertThat(fault.invalidProperty())
                                                .isEqualTo(field)));
    }

    @Test
    void aDatastoreWithRoomIsRecommended() throws Exception {
        StorageResourceManager manager = StorageResourceManager.stub(
                vcenter.client.connection(), vcenter.client.content().storageResourceManager());
        StoragePlacementAction action = (StoragePlacementAction)
                manager.recommendDatastores(placement(10 * GIB).build())
                        .recommendations()
                        .getFirst()
                        .action()
                        .getFirst();
        assertThat(action.destination()).isEqualTo(datastore);
        assertThat(action.spaceUtilBefore()).isEqualTo(50f);
        assertThat(action.spaceUtilAfter()).isEqualTo(60f);
        assertThat(manager.recommendDatastores(placement(51 * GIB).build()).recommendations())
                .isEmpty();
        assertInvalid(
                "resourcePool",
                () -> manager.recommendDatastores(
                        placement(GIB).resourcePool(null).build()));
        assertInvalid(
                "vm",
                () -> manager.recommendDatastores(placement(GIB).type("clone").build()));
        assertInvalid(
                "podSelectionSpec.storagePod",
                () -> manager.recommendDatastores(placement(GIB)
                        .podSelectionSpec(StorageDrsPodSelectionSpec.builder().build())
                        .build()));
        assertInvalid(
                "type",
                () -> manager.recommendDatastores(placement(GIB).type("dream").build()));
        assertNotSupported(() ->
                manager.recommendDatastores(placement(GIB).type("relocate").build()));
    }

    @Test
    void aClusterHoldsNothingElse() {
        StoragePod stub = StoragePod.stub(vcenter.client.connection(), pod);
        assertNotSupported(() -> stub.createFolder("below"));
        assertNotSupported(() -> stub.createStoragePod("below"));
        assertNotSupported(() -> vcenter.folder(datacenter.vmFolder()).createStoragePod("pod"));
        assertNotSupported(() -> vcenter.await(stub.moveIntoFolder_Task(
                List.of(vcenter.folder(datacenter.vmFolder()).createFolder("machines")))));
    }

    @Test
    void aClusterGoesAndItsDatastoresStay() throws Exception {
        var storage = vcenter.folder(datacenter.datastoreFolder()).createFolder("storage");
        vcenter.await(vcenter.folder(storage).moveIntoFolder_Task(List.of(pod)));
        assertThat(vcenter.read(pod, StoragePodProperties.class).parent()).isEqualTo(storage);
        vcenter.await(StoragePod.stub(vcenter.client.connection(), pod).destroy_Task());
        DatastoreProperties left = vcenter.read(datastore, DatastoreProperties.class);
        assertThat(left.parent()).isEqualTo(storage);
        assertThat(left.name()).isEqualTo("datastore1");
    }
}
