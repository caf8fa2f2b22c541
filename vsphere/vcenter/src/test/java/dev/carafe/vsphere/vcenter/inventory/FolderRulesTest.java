package dev.carafe.vsphere.vcenter.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidFolder;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FolderRulesTest {
    private final EntityState state = new EntityState();

    @BeforeEach
    void root() {
        change(FolderRules::createRoot);
    }

    private void change(java.util.function.Consumer<Draft> decide) {
        Draft draft = new Draft(state);
        decide.accept(draft);
        state.apply(draft.changes(), draft.nextNumber());
    }

    private static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    private String datacenter(String name) {
        change(draft -> FolderRules.createDatacenter(draft, References.ROOT, name));
        return state.childNamed(References.ROOT, name).orElseThrow().id();
    }

    private Entity.Datacenter of(String id) {
        return state.find(id, Entity.Datacenter.class).orElseThrow();
    }

    @Test
    void givesADatacenterItsFourFoldersAndIdsAsVCenterDoes() {
        Entity.Datacenter datacenter = of(datacenter("dc"));
        assertThat(datacenter)
                .isEqualTo(new Entity.Datacenter(
                        "datacenter-2", "dc", "group-d1", "group-v3", "group-h4", "group-s5", "group-n6"));
        assertThat(state.children(datacenter.id()))
                .extracting(Entity::name)
                .containsExactly("vm", "host", "datastore", "network");
    }

    @Test
    void neverGivesAnIdTwice() {
        String first = datacenter("dc");
        change(draft -> FolderRules.remove(draft, of(first)));
        assertThat(state.all()).hasSize(1);
        assertThat(datacenter("dc")).isEqualTo("datacenter-7");
    }

    @Test
    void makesFoldersOfTheirParentsKind() {
        Entity.Datacenter datacenter = of(datacenter("dc"));
        change(draft -> FolderRules.createFolder(draft, datacenter.vmFolder(), "a/b"));
        assertThat(state.childNamed(datacenter.vmFolder(), "a%2fb"))
                .hasValue(new Entity.Folder(
                        "group-v7", "a%2fb", datacenter.vmFolder(), List.of("Folder", "VirtualMachine", "VirtualApp")));
    }

    @Test
    void refusesNamesThatAreTakenOrNone() {
        datacenter("dc");
        Draft draft = new Draft(state);
        assertFault(DuplicateName.class, () -> FolderRules.createFolder(draft, References.ROOT, "dc"));
        assertFault(InvalidName.class, () -> FolderRules.createFolder(draft, References.ROOT, ""));
        assertFault(InvalidName.class, () -> FolderRules.createFolder(draft, References.ROOT, "x".repeat(81)));
        assertFault(InvalidName.class, () -> FolderRules.createFolder(draft, References.ROOT, "a\u0000"));
        assertThat(draft.changes()).isEmpty();
    }

    @Test
    void refusesWhatAFolderIsNotFor() {
        Entity.Datacenter datacenter = of(datacenter("dc"));
        Draft draft = new Draft(state);
        assertFault(NotSupported.class, () -> FolderRules.createDatacenter(draft, datacenter.vmFolder(), "x"));
        assertFault(
                NotSupported.class,
                () -> ClusterRules.createCluster(
                        draft,
                        datacenter.vmFolder(),
                        "x",
                        ClusterConfigSpecEx.builder().build()));
    }

    @Test
    void movesEntitiesButNotIntoThemselvesOrElsewhere() {
        Entity.Datacenter one = of(datacenter("one"));
        Entity.Datacenter other = of(datacenter("other"));
        change(draft -> FolderRules.createFolder(draft, one.vmFolder(), "a"));
        String a = state.childNamed(one.vmFolder(), "a").orElseThrow().id();
        change(draft -> FolderRules.createFolder(draft, a, "b"));
        String b = state.childNamed(a, "b").orElseThrow().id();
        Draft draft = new Draft(state);
        assertFault(InvalidFolder.class, () -> FolderRules.move(draft, a, b));
        assertFault(NotSupported.class, () -> FolderRules.move(draft, b, other.vmFolder()));
        assertFault(NotSupported.class, () -> FolderRules.move(draft, b, one.hostFolder()));
        assertFault(NotSupported.class, () -> FolderRules.move(draft, one.vmFolder(), a));
        change(moving -> FolderRules.move(moving, b, one.vmFolder()));
        assertThat(state.children(one.vmFolder())).extracting(Entity::id).containsExactly(a, b);
        assertThat(state.children(a)).isEmpty();
    }

    @Test
    void keepsWhatEveryInventoryHas() {
        Entity.Datacenter datacenter = of(datacenter("dc"));
        Entity top = FolderRules.folder(state, datacenter.vmFolder());
        Entity root = FolderRules.folder(state, References.ROOT);
        Draft draft = new Draft(state);
        assertFault(NotSupported.class, () -> FolderRules.remove(draft, top));
        assertFault(NotSupported.class, () -> FolderRules.rename(draft, root, "other"));
    }
}
