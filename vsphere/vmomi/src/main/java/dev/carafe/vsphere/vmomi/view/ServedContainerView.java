package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ContainerView;
import dev.carafe.vsphere.vim.vim25.ContainerViewProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The objects of some types below a container, as they come and go. */
final class ServedContainerView implements ContainerView, ServedObject {
    private final ManagedObjectReference<ContainerView> reference;
    private final ViewList views;
    private final ManagedObjectReference<? extends ManagedEntity> container;
    private final List<ManagedType> types;
    private final boolean recursive;
    private volatile Runnable forgetEnding = () -> {};
    private Runnable endListening = () -> {};

    /** Guarded by the lock of the server's registry. */
    private final LinkedHashSet<ManagedObjectReference<?>> members = new LinkedHashSet<>();

    private ServedContainerView(
            ManagedObjectReference<ContainerView> reference,
            ViewList views,
            ManagedObjectReference<? extends ManagedEntity> container,
            List<ManagedType> types,
            boolean recursive) {
        this.reference = reference;
        this.views = views;
        this.container = container;
        this.types = types;
        this.recursive = recursive;
    }

    static void open(
            ManagedObjectReference<ContainerView> reference,
            ViewList views,
            ManagedObjectReference<? extends ManagedEntity> container,
            List<ManagedType> types,
            boolean recursive) {
        ServedContainerView view = new ServedContainerView(reference, views, container, types, recursive);
        // a change that changes nothing: between its look and its listening nothing happens
        views.session().shared().change(changes -> {
            view.fill(changes);
            views.add(
                    view,
                    reference,
                    ContainerViewProperties.builder()
                            .container(container)
                            .type(types.stream().map(ManagedType::wsdlName).toList())
                            .recursive(recursive)
                            .view(List.copyOf(view.members))
                            .build());
            view.endListening = views.session().shared().listen(view::changed);
        });
        view.forgetEnding = views.session().onEnd(view::destroyView);
    }

    @Override
    public ManagedObjectReference<ContainerView> reference() {
        return reference;
    }

    @Override
    public void destroyView() {
        forgetEnding.run();
        views.session().shared().change(_ -> endListening.run());
        views.remove(reference);
    }

    private void fill(ObjectSource source) {
        members.clear();
        Ancestry ancestry = new Ancestry(container, recursive, source);
        Map<String, Boolean> wanted = new HashMap<>(); // thousands of machines are not looked up to find a few hosts
        for (ManagedObjectReference<?> object : source.references()) {
            if (wanted.computeIfAbsent(object.type(), this::isShown) && belongs(object, ancestry, source)) {
                members.add(object);
            }
        }
    }

    private boolean belongs(ManagedObjectReference<?> object, Ancestry ancestry, ObjectSource source) {
        ManagedType type = source.type(object);
        return type != null
                && isShown(type)
                && ancestry.holds(object)
                && views.session().allows(object, "System.View", source);
    }

    /** Whether objects may be in the view whose references have that type. */
    private boolean isShown(String type) {
        return Vim25.NAMESPACE.type(type) instanceof ManagedType managed && isShown(managed);
    }

    private boolean isShown(ManagedType type) {
        for (ManagedType shown : types) {
            if (type.isSubtypeOf(shown)) {
                return true;
            }
        }
        return false;
    }

    private void changed(List<ObjectChange> changes, ObjectSource after) {
        boolean differs = false;
        boolean refill = false;
        Ancestry ancestry = new Ancestry(container, recursive, after);
        for (ObjectChange change : changes) {
            boolean stays = change.before() != null && change.after() != null;
            if (stays && Ancestry.holders(change.before()).equals(Ancestry.holders(change.after()))) {
                continue;
            }
            if (belongs(change.reference(), ancestry, after)) {
                differs |= members.add(change.reference());
            } else {
                differs |= members.remove(change.reference());
            }
            refill |= !change.reference().type().equals("VirtualMachine"); // what it holds came and went with it
        }
        if (refill && recursive) {
            Set<ManagedObjectReference<?>> before = new LinkedHashSet<>(members);
            fill(after);
            differs |= !before.equals(members);
        }
        if (differs) {
            List<ManagedObjectReference<?>> now = List.copyOf(members);
            views.session()
                    .own()
                    .change(own -> own.update(
                            reference,
                            ContainerViewProperties.class,
                            properties -> properties.toBuilder().view(now).build()));
        }
    }
}
