package dev.carafe.vsphere.vmomi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ContainerView;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InventoryView;
import dev.carafe.vsphere.vim.vim25.ListView;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.ManagedObjectViewProperties;
import dev.carafe.vsphere.vim.vim25.View;
import dev.carafe.vsphere.vim.vim25.ViewManagerProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ServedViewManagerTest {
    private final Inventory inventory = new Inventory();
    private final Session session = new Session("one", "user", Instant.EPOCH, inventory.registry);
    private final AtomicInteger names = new AtomicInteger();
    private final ServedViewManager manager = ServedViewManager.open(
            new ManagedObjectReference<>("ViewManager", "ViewManager"),
            session,
            () -> "view-" + names.incrementAndGet());

    private List<String> shown(ManagedObjectReference<? extends View> view) {
        return session.own().properties(view).stream()
                .flatMap(properties -> ((ManagedObjectViewProperties) properties).view().stream())
                .map(ManagedObjectReference::value)
                .toList();
    }

    private List<ManagedObjectReference<? extends View>> listed() {
        return session.own()
                .properties(manager.reference())
                .map(properties -> ((ViewManagerProperties) properties).viewList())
                .orElseThrow();
    }

    private void destroy(ManagedObjectReference<? extends View> view) {
        session.find(view).map(View.class::cast).orElseThrow().destroyView();
    }

    @Test
    void aContainerViewShowsWhatComesAndGoesAtAnyDepth() {
        ManagedObjectReference<Folder> below = inventory.folder("group-v2", Inventory.ROOT);
        inventory.add(1, "one");
        ManagedObjectReference<ContainerView> all =
                manager.createContainerView(Inventory.ROOT, List.of("VirtualMachine"), true);
        ManagedObjectReference<ContainerView> flat =
                manager.createContainerView(Inventory.ROOT, List.of("VirtualMachine"), false);
        inventory.add(2, "two");
        assertThat(shown(all)).containsExactly("vm-1", "vm-2");
        inventory.move(2, below);
        assertThat(shown(all)).containsExactly("vm-1", "vm-2");
        assertThat(shown(flat)).containsExactly("vm-1");
        inventory.remove(1);
        assertThat(shown(all)).containsExactly("vm-2");
        assertThat(shown(flat)).isEmpty();
    }

    @Test
    void aFolderThatLeavesTakesWhatItHoldsAlong() {
        ManagedObjectReference<Folder> first = inventory.folder("group-v2", Inventory.ROOT);
        ManagedObjectReference<Folder> inner = inventory.folder("group-v3", first);
        inventory.add(1, "one");
        inventory.move(1, inner);
        ManagedObjectReference<ContainerView> view =
                manager.createContainerView(first, List.of("VirtualMachine"), true);
        assertThat(shown(view)).containsExactly("vm-1");
        inventory.registry.change(changes -> changes.update(
                inner, FolderProperties.class, folder -> (FolderProperties) folder.withParent(Inventory.ROOT)));
        assertThat(shown(view)).isEmpty();
    }

    @Test
    void anInventoryViewShowsTheChildrenOfWhatIsOpen() {
        ManagedObjectReference<Folder> below = inventory.folder("group-v2", Inventory.ROOT);
        inventory.add(1, "one");
        inventory.move(1, below);
        ManagedObjectReference<InventoryView> view = manager.createInventoryView();
        assertThat(shown(view)).containsExactly("group-d1");
        InventoryView tree = session.find(view).map(InventoryView.class::cast).orElseThrow();
        assertThat(tree.openInventoryViewFolder(List.of(Inventory.ROOT, Inventory.machine(9))))
                .isEqualTo(List.of(Inventory.machine(9)));
        assertThat(shown(view)).containsExactly("group-d1", "group-v2");
        tree.openInventoryViewFolder(List.of(below));
        assertThat(shown(view)).containsExactly("group-d1", "group-v2", "vm-1");
        inventory.add(2, "two");
        assertThat(shown(view)).containsExactlyInAnyOrder("group-d1", "group-v2", "vm-1", "vm-2");
        inventory.remove(1);
        tree.closeInventoryViewFolder(List.of(Inventory.ROOT));
        assertThat(shown(view))
                .as("what is open below something closed is not shown")
                .containsExactly("group-d1");
        destroy(view);
        assertThat(session.find(view)).isEmpty();
    }

    @Test
    void withoutTypesAViewShowsAllEntities() {
        inventory.folder("group-v2", Inventory.ROOT);
        inventory.add(1, "one");
        assertThat(shown(manager.createContainerView(Inventory.ROOT, List.of(), true)))
                .containsExactly("group-v2", "vm-1");
    }

    @Test
    void aDestroyedViewIsGoneAndListensNoMore() {
        ManagedObjectReference<ContainerView> view =
                manager.createContainerView(Inventory.ROOT, List.of("VirtualMachine"), true);
        assertThat(listed()).containsExactly(view);
        destroy(view);
        assertThat(listed()).isEmpty();
        inventory.add(1, "one");
        assertThat(session.find(view)).isEmpty();
    }

    @Test
    void whatIsNoContainerOrNoTypeIsRefused() {
        inventory.add(1, "one");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> manager.createContainerView(Inventory.machine(1), List.of(), true))
                .satisfies(e -> assertThat(((InvalidArgument) e.fault()).invalidProperty())
                        .isEqualTo("container"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> manager.createContainerView(Inventory.ROOT, List.of("Nothing"), true))
                .satisfies(e -> assertThat(((InvalidArgument) e.fault()).invalidProperty())
                        .isEqualTo("type"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> manager.createContainerView(Inventory.machine(9), List.of(), true))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(ManagedObjectNotFound.class));
    }

    @Test
    void aListViewHoldsWhatItIsGivenAndSaysWhatItDoesNotKnow() {
        inventory.add(1, "one");
        inventory.add(2, "two");
        ManagedObjectReference<ListView> reference = manager.createListView(List.of(Inventory.machine(1)));
        ListView list = session.find(reference).map(ListView.class::cast).orElseThrow();
        assertThat(list.modifyListView(
                        List.of(Inventory.machine(2), Inventory.machine(9)), List.of(Inventory.machine(1))))
                .isEqualTo(List.of(Inventory.machine(9)));
        assertThat(shown(reference)).containsExactly("vm-2");
        ManagedObjectReference<ListView> copy = manager.createListViewFromView(reference);
        list.resetListView(List.of());
        assertThat(shown(reference)).isEmpty();
        assertThat(shown(copy)).containsExactly("vm-2");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> manager.createListView(List.of(Inventory.machine(9))))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(ManagedObjectNotFound.class));
    }

    @Test
    void whatBelongsToAHostOrAPoolIsBelowIt() {
        inventory.add(1, "one");
        ManagedObjectReference<VirtualMachine> machine = Inventory.machine(1);
        assertThat(inventory.registry.properties(machine))
                .hasValueSatisfying(properties -> assertThat(Ancestry.holders(((VirtualMachineProperties) properties)
                                .toBuilder()
                                        .resourcePool(new ManagedObjectReference<>("ResourcePool", "resgroup-1"))
                                        .build()))
                        .extracting(ManagedObjectReference::value)
                        .containsExactly("group-d1", "resgroup-1"));
    }
}
