package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Stub;
import dev.carafe.vsphere.vim.vim25.ClusterClusterInitialPlacementAction;
import dev.carafe.vsphere.vim.vim25.ClusterClusterReconfigurePlacementAction;
import dev.carafe.vsphere.vim.vim25.ClusterClusterRelocatePlacementAction;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.GenericDrsFault;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidRequest;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterResult;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpec;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecVmPlacementSpec;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecVmPlacementSpecCandidateNetworks;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two clusters of a host each, of which one is to have a machine. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class CrossClusterPlacementTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter;
    private FakeHost one;
    private FakeHost two;
    private DatacenterProperties datacenter;
    private ClusterComputeResource west;
    private ClusterComputeResource east;
    private ManagedObjectReference<HostSystem> westHost;
    private ManagedObjectReference<HostSystem> eastHost;

    @BeforeEach
    void start() throws Exception {
        one = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        two = FakeHost.start(directory.resolve("two"), "uuid-2", "ds:///two");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        datacenter = vcenter.datacenter("dc");
        west = vcenter.cluster(datacenter, "west");
        east = vcenter.cluster(datacenter, "east");
        westHost = vcenter.result(west.addHost_Task(one.spec().build(), true, null, null));
        eastHost = vcenter.result(east.addHost_Task(two.spec().build(), true, null, null));
    }

    @AfterEach
    void stop() throws Exception {
        vcenter.close();
        one.close();
        two.close();
    }

    private static ManagedObjectReference<ClusterComputeResource> reference(ClusterComputeResource cluster) {
        ManagedObjectReference<?> of = ((Stub) cluster).reference();
        return new ManagedObjectReference<>(of.type(), of.value());
    }

    private ManagedObjectReference<ResourcePool> pool(ClusterComputeResource cluster) throws Exception {
        ManagedObjectReference<? extends ResourcePool> pool = vcenter.read(
                        reference(cluster), ClusterComputeResourceProperties.class)
                .resourcePool();
        return new ManagedObjectReference<>(pool.type(), pool.value());
    }

    private PlaceVmsXClusterSpec.Builder spec(PlaceVmsXClusterSpecVmPlacementSpec.Builder machine) throws Exception {
        return PlaceVmsXClusterSpec.builder()
                .resourcePools(List.of(pool(west), pool(east)))
                .vmPlacementSpecs(List.of(machine.build()))
                .hostRecommRequired(true)
                .datastoreRecommRequired(true);
    }

    private static PlaceVmsXClusterSpecVmPlacementSpec.Builder made() {
        return PlaceVmsXClusterSpecVmPlacementSpec.builder().configSpec(RunningVCenter.machine("new", "elsewhere"));
    }

    private PlaceVmsXClusterSpecVmPlacementSpec.Builder moved(ManagedObjectReference<VirtualMachine> machine) {
        return PlaceVmsXClusterSpecVmPlacementSpec.builder()
                .vm(machine)
                .configSpec(VirtualMachineConfigSpec.builder().build())
                .relocateSpec(VirtualMachineRelocateSpec.builder().build());
    }

    private PlaceVmsXClusterResult place(PlaceVmsXClusterSpec.Builder spec) {
        Invoker newest = vcenter.client
                .connection()
                .service(Vim25.NAMESPACE, "/sdk", Objects.requireNonNull(Vim25.NAMESPACE.version("9.1.0.0")));
        return Folder.stub(newest, vcenter.client.content().rootFolder()).placeVmsXCluster(spec.build());
    }

    private ManagedObjectReference<VirtualMachine> create(ClusterComputeResource cluster) throws Exception {
        return vcenter.result(vcenter.folder(Objects.requireNonNull(datacenter.vmFolder()))
                .createVM_Task(RunningVCenter.machine("web", "datastore1"), pool(cluster), null));
    }

    private void use(FakeHost host, ManagedObjectReference<HostSystem> reference, int memoryMb) throws Exception {
        host.inventory.use(0, memoryMb);
        vcenter.until(
                reference,
                HostSystemProperties.class,
                now -> Objects.equals(now.summary().quickStats().overallMemoryUsage(), memoryMb));
    }

    @Test
    void aNewMachineGoesToTheClusterWithMoreMemoryFree() throws Exception {
        use(one, westHost, 6_000);
        use(two, eastHost, 1_000);
        PlaceVmsXClusterResult result = place(spec(made()));
        assertThat(result.faults()).isEmpty();
        assertThat(result.placementInfos()).singleElement().satisfies(info -> {
            assertThat(info.vmName()).isEqualTo("new");
            assertThat(info.vm()).isNull();
            assertThat(info.recommendation().reason()).isEqualTo("xClusterPlacement");
            assertThat(info.recommendation().target()).isEqualTo(reference(east));
        });
        ClusterClusterInitialPlacementAction action = (ClusterClusterInitialPlacementAction)
                result.placementInfos().getFirst().recommendation().action().getFirst();
        assertThat(action.targetHost()).isEqualTo(eastHost);
        assertThat(action.pool()).isEqualTo(pool(east));
        String datastore = vcenter.read(eastHost, HostSystemProperties.class)
                .datastore()
                .getFirst()
                .value();
        assertThat(action.configSpec().name()).isEqualTo("new");
        assertThat(action.configSpec().files().vmPathName()).startsWith("[").doesNotContain("elsewhere");
        assertThat(datastore).isNotEmpty();

        use(two, eastHost, 8_192);
        assertThat(place(spec(made())).placementInfos())
                .singleElement()
                .satisfies(info -> assertThat(info.recommendation().target()).isEqualTo(reference(west)));
    }

    @Test
    void whatIsNotAskedForIsNotRecommended() throws Exception {
        PlaceVmsXClusterResult result = place(spec(PlaceVmsXClusterSpecVmPlacementSpec.builder()
                        .configSpec(
                                VirtualMachineConfigSpec.builder().name("new").build()))
                .hostRecommRequired(false)
                .datastoreRecommRequired(null));
        ClusterClusterInitialPlacementAction action = (ClusterClusterInitialPlacementAction)
                result.placementInfos().getFirst().recommendation().action().getFirst();
        assertThat(action.targetHost()).isNull();
        assertThat(action.configSpec().files()).isNull();
    }

    @Test
    void aMachineThatIsThereIsRecommendedADatastoreOfTheOtherCluster() throws Exception {
        ManagedObjectReference<VirtualMachine> machine = create(west);
        use(one, westHost, 6_000);
        use(two, eastHost, 1_000);
        ManagedObjectReference<? extends Network> network =
                vcenter.read(eastHost, HostSystemProperties.class).network().getFirst();
        PlaceVmsXClusterResult result = place(spec(moved(machine)
                        .candidateNetworks(List.of(PlaceVmsXClusterSpecVmPlacementSpecCandidateNetworks.builder()
                                .networks(List.of(network))
                                .build())))
                .placementType("relocate"));
        assertThat(result.placementInfos()).singleElement().satisfies(info -> {
            assertThat(info.vm()).isEqualTo(machine);
            assertThat(info.vmName()).isEqualTo("web");
        });
        ClusterClusterRelocatePlacementAction action = (ClusterClusterRelocatePlacementAction)
                result.placementInfos().getFirst().recommendation().action().getFirst();
        assertThat(action.targetHost()).isEqualTo(eastHost);
        assertThat(action.availableNetworks()).singleElement().isEqualTo(network);
        assertThat(action.relocateSpec().datastore())
                .isEqualTo(vcenter.read(eastHost, HostSystemProperties.class)
                        .datastore()
                        .getFirst());
    }

    @Test
    void aMachineThatIsReconfiguredStaysOnItsHost() throws Exception {
        ManagedObjectReference<VirtualMachine> machine = create(west);
        PlaceVmsXClusterSpecVmPlacementSpec.Builder more = PlaceVmsXClusterSpecVmPlacementSpec.builder()
                .vm(machine)
                .configSpec(VirtualMachineConfigSpec.builder().memoryMB(512L).build());
        assertThatThrownBy(() -> place(spec(more).placementType("reconfigure"))).isInstanceOf(FaultException.class);
        PlaceVmsXClusterResult result =
                place(spec(more).placementType("reconfigure").resourcePools(List.of(pool(west))));
        ClusterClusterReconfigurePlacementAction action = (ClusterClusterReconfigurePlacementAction)
                result.placementInfos().getFirst().recommendation().action().getFirst();
        assertThat(action.targetHost())
                .isEqualTo(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .host());
        assertThat(action.configSpec().memoryMB()).isEqualTo(512L);
    }

    @Test
    void eachClusterSaysWhyItIsNot() throws Exception {
        PlaceVmsXClusterResult result = place(spec(PlaceVmsXClusterSpecVmPlacementSpec.builder()
                .configSpec(VirtualMachineConfigSpec.builder()
                        .name("huge")
                        .memoryMB(1L << 30)
                        .build())));
        assertThat(result.placementInfos()).isEmpty();
        assertThat(result.faults()).hasSize(2).allSatisfy(faults -> {
            assertThat(faults.vmName()).isEqualTo("huge");
            assertThat(faults.faults().getFirst().fault()).isInstanceOf(GenericDrsFault.class);
            assertThat(faults.faults().getFirst().localizedMessage()).contains("are needed");
        });
    }

    @Test
    void whatIsNotToBeUnderstoodIsRefusedByName() throws Exception {
        assertInvalid("resourcePools", spec(made()).resourcePools(List.of()));
        assertInvalid("clusters", spec(made()).resourcePools(List.of(pool(west), pool(west))));
        assertInvalid("placementType", spec(made()).placementType("anywhere"));
        assertInvalid("relocateSpec", spec(made()).placementType("relocate"));
        assertInvalid(
                "configSpec.name",
                spec(PlaceVmsXClusterSpecVmPlacementSpec.builder()
                        .configSpec(VirtualMachineConfigSpec.builder().build())));
        assertThatThrownBy(() -> vcenter.folder(datacenter.vmFolder())
                        .placeVmsXCluster(spec(made()).build()))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidRequest.class));
    }

    private void assertInvalid(String property, PlaceVmsXClusterSpec.Builder spec) {
        assertThatThrownBy(() -> place(spec))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(((InvalidArgument) e.fault()).invalidProperty())
                                .isEqualTo(property));
    }
}
