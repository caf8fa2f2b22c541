package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ContainerView;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InventoryView;
import dev.carafe.vsphere.vim.vim25.ListView;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.View;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.ViewManagerProperties;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Makes a session's views. */
public final class ServedViewManager implements ViewManager, ServedObject {
    private static final Set<String> CONTAINERS =
            Set.of("Folder", "Datacenter", "ComputeResource", "ResourcePool", "HostSystem");

    private final ManagedObjectReference<ViewManager> reference;
    private final Session session;
    private final Supplier<String> names;

    private ServedViewManager(ManagedObjectReference<ViewManager> reference, Session session, Supplier<String> names) {
        this.reference = reference;
        this.session = session;
        this.names = names;
    }

    /**
     * A view manager among the session's own objects.
     *
     * @param names gives names that no other object has
     */
    public static ServedViewManager open(
            ManagedObjectReference<ViewManager> reference, Session session, Supplier<String> names) {
        ServedViewManager manager = new ServedViewManager(reference, session, names);
        session.own()
                .change(changes ->
                        changes.add(manager, ViewManagerProperties.builder().build()));
        return manager;
    }

    @Override
    public ManagedObjectReference<ViewManager> reference() {
        return reference;
    }

    @Override
    public ManagedObjectReference<ContainerView> createContainerView(
            ManagedObjectReference<? extends ManagedEntity> container, List<String> type, boolean recursive) {
        ServedObject found = session.find(container).orElseThrow(() -> MissingObject.fault(container));
        if (CONTAINERS.stream().noneMatch(name -> found.managedType().isSubtypeOf(managed(name, "container")))) {
            throw refused("container", container + " holds nothing that a view could show.");
        }
        List<ManagedType> types = type.isEmpty()
                ? List.of(managed("ManagedEntity", "type"))
                : type.stream().map(name -> managed(name, "type")).toList();
        ManagedObjectReference<ContainerView> view = new ManagedObjectReference<>("ContainerView", names.get());
        ServedContainerView.open(view, new ViewList(session, reference), container, types, recursive);
        return view;
    }

    @Override
    public ManagedObjectReference<InventoryView> createInventoryView() {
        ManagedObjectReference<InventoryView> view = new ManagedObjectReference<>("InventoryView", names.get());
        ServedInventoryView.open(view, new ViewList(session, reference));
        return view;
    }

    @Override
    public ManagedObjectReference<ListView> createListView(List<ManagedObjectReference<?>> objects) {
        for (ManagedObjectReference<?> object : objects) {
            if (session.find(object).isEmpty()) {
                throw MissingObject.fault(object);
            }
        }
        ManagedObjectReference<ListView> view = new ManagedObjectReference<>("ListView", names.get());
        ServedListView.open(new ServedListView(view, new ViewList(session, reference)), objects);
        return view;
    }

    @Override
    public ManagedObjectReference<ListView> createListViewFromView(ManagedObjectReference<? extends View> view) {
        if (session.own().find(view).isEmpty()) {
            throw MissingObject.fault(view);
        }
        return createListView(ServedListView.objects(session, view));
    }

    private static ManagedType managed(String name, String argument) {
        if (Vim25.NAMESPACE.type(name) instanceof ManagedType type) {
            return type;
        }
        throw refused(argument, name + " is no managed object's type.");
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
