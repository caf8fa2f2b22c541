package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.View;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.ViewManagerProperties;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A session's views and the list that its view manager shows of them, changed together. */
record ViewList(Session session, ManagedObjectReference<ViewManager> manager) {
    /** Adds a view. */
    <V extends ServedObject & View> void add(
            V view, ManagedObjectReference<? extends View> reference, DataObject properties) {
        session.own().change(changes -> {
            changes.add(view, properties);
            changes.update(manager, ViewManagerProperties.class, of -> with(of, views -> views.add(reference)));
        });
    }

    /** Removes a view. */
    void remove(ManagedObjectReference<? extends View> view) {
        session.own().change(changes -> {
            changes.remove(view);
            changes.update(manager, ViewManagerProperties.class, of -> with(of, views -> views.remove(view)));
        });
    }

    private static ViewManagerProperties with(
            ViewManagerProperties properties, Consumer<List<ManagedObjectReference<? extends View>>> change) {
        List<ManagedObjectReference<? extends View>> views = new ArrayList<>(properties.viewList());
        change.accept(views);
        return properties.toBuilder().viewList(views).build();
    }
}
