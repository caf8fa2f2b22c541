package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InventoryView;
import dev.carafe.vsphere.vim.vim25.InventoryViewProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a tree on a screen shows: the root, and the children of what is open, as they come and go. */
final class ServedInventoryView implements InventoryView, ServedObject {
    private final ManagedObjectReference<InventoryView> reference;
    private final ViewList views;
    private volatile Runnable forgetEnding = () -> {};
    private Runnable endListening = () -> {};

    /** Guarded by the lock of the server's registry, as is the next. */
    private final Set<ManagedObjectReference<?>> open = new LinkedHashSet<>();

    private List<ManagedObjectReference<?>> members = List.of();

    private ServedInventoryView(ManagedObjectReference<InventoryView> reference, ViewList views) {
        this.reference = reference;
        this.views = views;
    }

    static void open(ManagedObjectReference<InventoryView> reference, ViewList views) {
        ServedInventoryView view = new ServedInventoryView(reference, views);
        // a change that changes nothing: between its look and its listening nothing happens
        views.session().shared().change(changes -> {
            view.members = view.shown(changes);
            views.add(
                    view,
                    reference,
                    InventoryViewProperties.builder().view(view.members).build());
            view.endListening = views.session().shared().listen(view::changed);
        });
        view.forgetEnding = views.session().onEnd(view::destroyView);
    }

    @Override
    public ManagedObjectReference<InventoryView> reference() {
        return reference;
    }

    @Override
    public void destroyView() {
        forgetEnding.run();
        views.session().shared().change(_ -> endListening.run());
        views.remove(reference);
    }

    @Override
    public List<ManagedObjectReference<? extends ManagedEntity>> openInventoryViewFolder(
            List<ManagedObjectReference<? extends ManagedEntity>> entity) {
        return change(entity, true);
    }

    @Override
    public List<ManagedObjectReference<? extends ManagedEntity>> closeInventoryViewFolder(
            List<ManagedObjectReference<? extends ManagedEntity>> entity) {
        return change(entity, false);
    }

    /** @return those that are not there */
    private List<ManagedObjectReference<? extends ManagedEntity>> change(
            List<ManagedObjectReference<? extends ManagedEntity>> entities, boolean opens) {
        List<ManagedObjectReference<? extends ManagedEntity>> unresolved = new ArrayList<>();
        views.session().shared().change(changes -> {
            for (ManagedObjectReference<? extends ManagedEntity> each : entities) {
                if (!(changes.properties(each) instanceof ManagedEntityProperties)) {
                    unresolved.add(each);
                } else if (opens) {
                    open.add(each);
                } else {
                    open.remove(each);
                }
            }
            become(shown(changes));
        });
        return unresolved;
    }

    /** The root, and level by level the children of what is open and shown itself. */
    private List<ManagedObjectReference<?>> shown(ObjectSource source) {
        Map<ManagedObjectReference<?>, List<ManagedObjectReference<?>>> children = new LinkedHashMap<>();
        List<ManagedObjectReference<?>> shown = new ArrayList<>();
        for (ManagedObjectReference<?> object : source.references()) {
            if (source.properties(object) instanceof ManagedEntityProperties entity
                    && views.session().allows(object, "System.View", source)) {
                @Nullable ManagedObjectReference<?> parent = entity.parent();
                if (parent != null) {
                    if (open.contains(parent)) {
                        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(object);
                    }
                } else if (object.type().equals("Folder")) {
                    shown.add(object);
                }
            }
        }
        for (int at = 0; at < shown.size(); at++) { // grows as it goes
            shown.addAll(children.getOrDefault(shown.get(at), List.of()));
        }
        return List.copyOf(shown);
    }

    private void changed(List<ObjectChange> changes, ObjectSource after) {
        boolean moved = changes.stream()
                .anyMatch(change -> change.before() == null
                        || change.after() == null
                        || !Ancestry.holders(change.before()).equals(Ancestry.holders(change.after())));
        if (moved) {
            become(shown(after));
        }
    }

    private void become(List<ManagedObjectReference<?>> now) {
        if (now.equals(members)) {
            return;
        }
        members = now;
        views.session()
                .own()
                .change(own -> own.update(
                        reference,
                        InventoryViewProperties.class,
                        properties -> properties.toBuilder().view(now).build()));
    }
}
