package dev.carafe.vsphere.vcenter.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoolRulesTest {
    private final EntityState state = new EntityState();
    private final Draft draft = new Draft(state);
    private String root = "";

    @BeforeEach
    void aCluster() {
        FolderRules.createRoot(draft);
        Entity.Datacenter datacenter = FolderRules.createDatacenter(draft, References.ROOT, "dc");
        root = ClusterRules.createCluster(
                        draft,
                        datacenter.hostFolder(),
                        "c",
                        ClusterConfigSpecEx.builder().build())
                .pool();
    }

    private static ResourceConfigSpec spec(ResourceAllocationInfo cpu) {
        return ResourceConfigSpec.builder()
                .cpuAllocation(cpu)
                .memoryAllocation(ResourceAllocationInfo.builder().build())
                .build();
    }

    private Entity.ResourcePool pool(String parent, String name) {
        return PoolRules.create(
                draft, parent, name, spec(ResourceAllocationInfo.builder().build()));
    }

    @Test
    void fillsInWhatASpecificationLeavesOut() {
        Entity.ResourcePool pool = PoolRules.create(
                draft,
                root,
                "p",
                spec(ResourceAllocationInfo.builder()
                        .reservation(500L)
                        .shares(SharesInfo.builder()
                                .shares(1)
                                .level(SharesLevel.HIGH)
                                .build())
                        .build()));
        assertThat(pool.config().cpuAllocation())
                .isEqualTo(ResourceAllocationInfo.builder()
                        .reservation(500L)
                        .expandableReservation(true)
                        .limit(-1L)
                        .shares(SharesInfo.builder()
                                .shares(8000)
                                .level(SharesLevel.HIGH)
                                .build())
                        .build());
    }

    @Test
    void refusesNamesThatAreTakenAndLimitsBelowReservations() {
        pool(root, "p");
        assertThatThrownBy(() -> pool(root, "p"))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(DuplicateName.class));
        assertThatThrownBy(() -> PoolRules.create(
                        draft,
                        root,
                        "q",
                        spec(ResourceAllocationInfo.builder()
                                .reservation(2L)
                                .limit(1L)
                                .build())))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
    }

    @Test
    void handsWhatIsInAPoolToThePoolAboveWhenItGoes() {
        Entity.ResourcePool outer = pool(root, "outer");
        Entity.ResourcePool inner = pool(outer.id(), "inner");
        draft.put(new Entity.VirtualMachine("vm-99", "vm", null, outer.id(), "host-98", "1"));
        PoolRules.remove(draft, outer.id());
        assertThat(PoolRules.pool(draft, inner.id()).parent()).isEqualTo(root);
        assertThat(draft.find("vm-99", Entity.VirtualMachine.class)
                        .orElseThrow()
                        .pool())
                .isEqualTo(root);
        assertThat(draft.get(outer.id())).isNull();
    }

    @Test
    void keepsRootPoolsAndRefusesCircles() {
        Entity.ResourcePool outer = pool(root, "outer");
        Entity.ResourcePool inner = pool(outer.id(), "inner");
        assertThatThrownBy(() -> PoolRules.remove(draft, root))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class));
        assertThatThrownBy(() -> PoolRules.move(draft, inner.id(), List.of(outer.id())))
                .isInstanceOf(FaultException.class);
    }
}
