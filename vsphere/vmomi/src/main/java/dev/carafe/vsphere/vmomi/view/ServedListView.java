package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ListView;
import dev.carafe.vsphere.vim.vim25.ListViewProperties;
import dev.carafe.vsphere.vim.vim25.ManagedObjectViewProperties;
import dev.carafe.vsphere.vim.vim25.View;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The objects that a client put on a list. */
record ServedListView(ManagedObjectReference<ListView> reference, ViewList views) implements ListView, ServedObject {
    /** Puts those objects on the list that are there, and returns the others. */
    static List<ManagedObjectReference<?>> open(ServedListView view, List<ManagedObjectReference<?>> objects) {
        view.views().add(view, view.reference(), ListViewProperties.builder().build());
        return view.resetListView(objects);
    }

    @Override
    public List<ManagedObjectReference<?>> resetListView(List<ManagedObjectReference<?>> objects) {
        return replace(Set.of(), objects, false);
    }

    @Override
    public List<ManagedObjectReference<?>> modifyListView(
            List<ManagedObjectReference<?>> add, List<ManagedObjectReference<?>> remove) {
        return replace(Set.copyOf(remove), add, true);
    }

    @Override
    public void resetListViewFromView(ManagedObjectReference<? extends View> view) {
        resetListView(objects(views.session(), view));
    }

    @Override
    public void destroyView() {
        views.remove(reference);
    }

    /** What is on a view of the session. */
    static List<ManagedObjectReference<?>> objects(Session session, ManagedObjectReference<? extends View> view) {
        return session.own().properties(view).orElse(null) instanceof ManagedObjectViewProperties properties
                ? properties.view()
                : List.of();
    }

    private List<ManagedObjectReference<?>> replace(
            Set<ManagedObjectReference<?>> without, List<ManagedObjectReference<?>> more, boolean keep) {
        List<ManagedObjectReference<?>> unresolved = new ArrayList<>();
        List<ManagedObjectReference<?>> found = new ArrayList<>();
        for (ManagedObjectReference<?> object : more) {
            (views.session().find(object).isPresent() ? found : unresolved).add(object);
        }
        views.session()
                .own()
                .change(changes -> changes.update(reference, ListViewProperties.class, properties -> {
                    LinkedHashSet<ManagedObjectReference<?>> objects =
                            new LinkedHashSet<>(keep ? properties.view() : List.of());
                    objects.removeAll(without);
                    objects.addAll(found);
                    return properties.toBuilder().view(List.copyOf(objects)).build();
                }));
        return unresolved;
    }
}
