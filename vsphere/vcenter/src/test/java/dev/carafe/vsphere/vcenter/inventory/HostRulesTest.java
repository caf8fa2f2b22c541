package dev.carafe.vsphere.vcenter.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.AlreadyBeingManaged;
import dev.carafe.vsphere.vim.vim25.AlreadyConnected;
import dev.carafe.vsphere.vim.vim25.ArrayUpdateOperation;
import dev.carafe.vsphere.vim.vim25.ClusterConfigInfoEx;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.ClusterDrsConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterGroupSpec;
import dev.carafe.vsphere.vim.vim25.ClusterVmGroup;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostRulesTest {
    private final EntityState state = new EntityState();
    private Entity.Datacenter datacenter = new Entity.Datacenter("", "", null, "", "", "", "");

    @BeforeEach
    void aDatacenter() {
        change(draft -> {
            FolderRules.createRoot(draft);
            return "";
        });
        datacenter = change(draft -> FolderRules.createDatacenter(draft, References.ROOT, "dc"));
    }

    private <R> R change(Function<Draft, R> decide) {
        Draft draft = new Draft(state);
        R result = decide.apply(draft);
        state.apply(draft.changes(), draft.nextNumber());
        return result;
    }

    private Entity.Host standalone(String address) {
        return change(draft ->
                HostRules.add(draft, hosts(), datacenter.hostFolder(), access(address), "uuid of " + address, true));
    }

    private static HostAccess access(String address) {
        return new HostAccess(address, 443, "root", "sealed", "AA:BB");
    }

    private List<Entity.Host> hosts() {
        return state.all().stream()
                .filter(Entity.Host.class::isInstance)
                .map(Entity.Host.class::cast)
                .toList();
    }

    private Entity.ComputeResource cluster(String name) {
        return change(draft -> ClusterRules.createCluster(
                draft,
                datacenter.hostFolder(),
                name,
                ClusterConfigSpecEx.builder().build()));
    }

    @Test
    void putsAStandaloneHostIntoAComputeResourceOfItsOwn() {
        Entity.Host host = standalone("10.0.0.1");
        assertThat(state.computeResourceOf(host.id()))
                .hasValueSatisfying(compute -> assertThat(compute)
                        .extracting(Entity::id, Entity::name, Entity::type)
                        .containsExactly("domain-s7", "10.0.0.1", "ComputeResource"));
        assertThat(state.children("domain-s7")).extracting(Entity::id).containsExactly("resgroup-8", "host-9");
    }

    @Test
    void refusesAHostThatIsThereAlready() {
        standalone("10.0.0.1");
        assertThatThrownBy(() -> standalone("10.0.0.1"))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(AlreadyConnected.class));
        assertThatThrownBy(() -> change(draft -> HostRules.add(
                        draft, hosts(), datacenter.hostFolder(), access("other"), "uuid of 10.0.0.1", true)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(AlreadyBeingManaged.class));
    }

    @Test
    void knowsADatastoreThatHostsShareByItsUrlAndTellsOthersApart() {
        Entity.Host one = standalone("10.0.0.1");
        Entity.Host two = standalone("10.0.0.2");
        Entity.Datastore first =
                change(draft -> HostRules.foundDatastore(draft, one, "ds:///a", new OnHost("ds-1", "datastore1")));
        Entity.Datastore second =
                change(draft -> HostRules.foundDatastore(draft, two, "ds:///b", new OnHost("ds-1", "datastore1")));
        Entity.Datastore shared =
                change(draft -> HostRules.foundDatastore(draft, two, "ds:///a", new OnHost("ds-2", "shared")));
        assertThat(second.name()).isEqualTo("datastore1 (1)");
        assertThat(shared.id()).isEqualTo(first.id());
        assertThat(shared.name()).isEqualTo("datastore1");
        assertThat(shared.onHosts())
                .containsEntry(one.id(), new OnHost("ds-1", "datastore1"))
                .containsEntry(two.id(), new OnHost("ds-2", "shared"));
        assertThat(state.heldBy(two.id(), Entity.Datastore.class))
                .extracting(Entity::id)
                .containsExactly(first.id(), second.id());
    }

    @Test
    void removesAHostWithAllThatOnlyItHas() {
        Entity.Host one = standalone("10.0.0.1");
        Entity.Host two = standalone("10.0.0.2");
        change(draft -> HostRules.foundDatastore(draft, one, "ds:///a", new OnHost("1", "a")));
        change(draft -> HostRules.foundDatastore(draft, two, "ds:///a", new OnHost("1", "a")));
        change(draft -> HostRules.foundDatastore(draft, one, "ds:///b", new OnHost("2", "b")));
        change(draft -> HostRules.foundNetwork(draft, one, new OnHost("n", "VM Network")));
        change(draft -> HostRules.foundMachine(draft, one, "1", "vm"));
        change(draft -> {
            FolderRules.remove(draft, one);
            return "";
        });
        assertThat(state.all())
                .extracting(Entity::name)
                .containsExactlyInAnyOrder(
                        "Datacenters",
                        "dc",
                        "vm",
                        "host",
                        "datastore",
                        "network",
                        "10.0.0.2",
                        "Resources",
                        "10.0.0.2",
                        "a");
        assertThat(state.heldBy(one.id())).isEmpty();
    }

    @Test
    void numbersMachinesThatTheirHostsCallTheSame() {
        Entity.Host one = standalone("10.0.0.1");
        Entity.VirtualMachine first = change(draft -> HostRules.foundMachine(draft, one, "1", "web"));
        Entity.VirtualMachine second = change(draft -> HostRules.foundMachine(draft, one, "2", "web"));
        assertThat(first.name()).isEqualTo("web");
        assertThat(second.name()).isEqualTo("web (1)");
    }

    @Test
    void changesOfAClusterLeaveTheRestAsItWas() {
        Entity.ComputeResource cluster = cluster("c");
        change(draft -> {
            ClusterRules.reconfigure(
                    draft,
                    cluster.id(),
                    ClusterConfigSpecEx.builder()
                            .drsConfig(
                                    ClusterDrsConfigInfo.builder().enabled(true).build())
                            .groupSpec(List.of(ClusterGroupSpec.builder()
                                    .operation(ArrayUpdateOperation.ADD)
                                    .info(ClusterVmGroup.builder().name("g").build())
                                    .build()))
                            .build(),
                    true);
            return "";
        });
        ClusterConfigInfoEx config = (ClusterConfigInfoEx)
                ClusterRules.computeResource(state, cluster.id()).config();
        assertThat(config.drsConfig().enabled()).isTrue();
        assertThat(config.drsConfig().vmotionRate()).isEqualTo(3);
        assertThat(config.dasConfig().enabled()).isFalse();
        assertThat(config.group()).hasSize(1);
    }
}
