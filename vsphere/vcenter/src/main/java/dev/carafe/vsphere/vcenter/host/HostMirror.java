package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyChangeOp;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.property.KnownObjects;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a host said last of its objects, under its own names. Written by the host's thread alone; safe for all to read. */
final class HostMirror {
    private final String hostId;
    private final HostNames names;
    private final Map<ManagedObjectReference<?>, DataObject> objects = new ConcurrentHashMap<>();
    private final Set<ManagedObjectReference<?>> leases = ConcurrentHashMap.newKeySet();
    /** Of what is as it was remembered: what it is known by to a host of our own. Of the host's thread alone. */
    private final Map<ManagedObjectReference<?>, String> digests = new HashMap<>();

    private final Membership membership = new Membership();
    private final OwnLists ownLists;

    /** Where the host's own URLs lead: its name or address, and its port when it is not 443. */
    private volatile String authority = "";

    /** Whether what it holds is what the host has now; how calls to it end otherwise. */
    private volatile HostSystemConnectionState state = HostSystemConnectionState.DISCONNECTED;

    /** @param switches the UUIDs of all distributed switches, by their ids */
    HostMirror(String hostId, Map<String, String> switches) {
        this.hostId = hostId;
        names = new HostNames(hostId, switches);
        ownLists = new OwnLists(names);
    }

    /**
     * What updates brought.
     *
     * @param names the properties that changed, of each object that came or changed
     * @param gone the objects that went
     */
    record News(Map<ManagedObjectReference<?>, Set<String>> names, Set<ManagedObjectReference<?>> gone) {}

    String hostId() {
        return hostId;
    }

    HostNames names() {
        return names;
    }

    /** Its datastores' and networks' machines as vCenter calls them. */
    OwnLists ownLists() {
        return ownLists;
    }

    HostSystemConnectionState state() {
        return state;
    }

    void state(HostSystemConnectionState now) {
        state = now;
    }

    String authority() {
        return authority;
    }

    void authority(String now) {
        authority = now;
    }

    @Nullable
    DataObject get(ManagedObjectReference<?> object) {
        return objects.get(object);
    }

    /** The properties of an object when it is known and of that type. */
    <P extends DataObject> @Nullable P get(ManagedObjectReference<?> object, Class<P> type) {
        DataObject properties = objects.get(object);
        return type.isInstance(properties) ? type.cast(properties) : null;
    }

    Collection<ManagedObjectReference<?>> all() {
        return objects.keySet();
    }

    /** The leases for disks that the host has, which are few. */
    Set<ManagedObjectReference<?>> leases() {
        return Set.copyOf(leases);
    }

    /**
     * Puts in what was remembered from before.
     *
     * @param digest as {@link KnownObjects#digest} makes it, null when that is not known
     */
    void remember(ManagedObjectReference<?> object, DataObject properties, @Nullable String digest) {
        put(object, properties);
        if (digest != null && MirrorFilters.isNumerous(object.type())) {
            digests.put(object, digest);
        }
    }

    /** What a host of our own need not say again, as long as it is still so. */
    KnownObjects known() {
        objects.forEach((object, properties) -> {
            if (MirrorFilters.isNumerous(object.type())) {
                digests.computeIfAbsent(object, _ -> KnownObjects.digest(properties));
            }
        });
        return new KnownObjects(digests);
    }

    /** Gives datastores and networks the machines that name them, once all is remembered. */
    void recalled() {
        objects.keySet().stream()
                .filter(object -> Membership.isHolder(object.type()))
                .forEach(this::list);
        membership.takeChanged();
    }

    /** Takes in updates. Objects of types that are not known here are left out. */
    News take(List<ObjectUpdate> updates) {
        Map<ManagedObjectReference<?>, Set<String>> changed = new LinkedHashMap<>();
        Set<ManagedObjectReference<?>> gone = new HashSet<>();
        for (ObjectUpdate update : updates) {
            ManagedObjectReference<?> object = plain(update.obj());
            if (!(Vim25.NAMESPACE.type(object.type()) instanceof ManagedType type)) {
                continue;
            }
            if (update.kind() == ObjectUpdateKind.LEAVE) {
                drop(object);
                changed.remove(object);
                gone.add(object);
                continue;
            }
            gone.remove(object);
            DataObject before = objects.get(object);
            if (before != null
                    && update.kind() == ObjectUpdateKind.MODIFY
                    && update.changeSet().isEmpty()) {
                continue; // it is as it was known
            }
            boolean whole = update.kind() == ObjectUpdateKind.ENTER;
            DataObject after = changed(before == null || whole ? empty(type.properties()) : before, update.changeSet());
            if (Membership.isHolder(object.type())) {
                after = listed(object, after);
            }
            Set<String> names = differing(before, after);
            put(object, before == null || !names.isEmpty() ? after : before); // one of two that are the same
            if (before == null || !names.isEmpty()) {
                changed.computeIfAbsent(object, _ -> new HashSet<>()).addAll(names);
            }
        }
        for (ManagedObjectReference<?> holder : membership.takeChanged()) {
            if (list(holder)) {
                changed.computeIfAbsent(holder, _ -> new HashSet<>()).add(Membership.PROPERTY);
            }
        }
        return new News(changed, gone);
    }

    /** The properties with all changes of an update, in one step: a host says dozens of each of thousands of machines. */
    private static DataObject changed(DataObject properties, List<PropertyChange> changes) {
        DataType type = properties.dataType();
        @Nullable Object[] values = new @Nullable Object[type.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = properties.field(i);
        }
        for (PropertyChange change : changes) {
            int index = type.indexOf(change.name());
            if (index >= 0) {
                values[index] = value(change);
            }
        }
        return type.make(values);
    }

    private void put(ManagedObjectReference<?> object, DataObject properties) {
        digests.remove(object);
        membership.change(object, objects.put(object, properties), properties);
        if (object.type().equals("HttpNfcLease")) {
            leases.add(object);
        }
    }

    private void drop(ManagedObjectReference<?> object) {
        digests.remove(object);
        membership.change(object, objects.remove(object), null);
        leases.remove(object);
        ownLists.forget(object);
    }

    /** Gives a datastore or network its machines; false when the host has no such thing. */
    private boolean list(ManagedObjectReference<?> holder) {
        return objects.computeIfPresent(holder, this::listed) != null;
    }

    private DataObject listed(ManagedObjectReference<?> holder, DataObject properties) {
        int index = properties.dataType().indexOf(Membership.PROPERTY);
        return index < 0 ? properties : properties.with(index, membership.of(holder));
    }

    private static Set<String> differing(@Nullable DataObject before, DataObject after) {
        Set<String> names = new HashSet<>();
        List<Field> fields = after.dataType().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (before == null ? after.field(i) != null : !Objects.equals(before.field(i), after.field(i))) {
                names.add(fields.get(i).name());
            }
        }
        return names;
    }

    /** Forgets all but these; returns what was forgotten. */
    Set<ManagedObjectReference<?>> retain(Set<ManagedObjectReference<?>> there) {
        Set<ManagedObjectReference<?>> gone = new HashSet<>(objects.keySet());
        gone.removeAll(there);
        gone.forEach(this::drop);
        membership.takeChanged().forEach(this::list);
        return gone;
    }

    /** A reference as this server writes it: a real host says which server it is, which is of no use here. */
    static ManagedObjectReference<?> plain(ManagedObjectReference<?> reference) {
        return reference.serverGuid() == null
                ? reference
                : new ManagedObjectReference<>(reference.type(), reference.value());
    }

    private static @Nullable Object value(PropertyChange change) {
        if (change.op() != PropertyChangeOp.ASSIGN && change.op() != PropertyChangeOp.ADD) {
            return null;
        }
        return change.val() instanceof ArrayOf array ? array.items() : change.val();
    }

    private static DataObject empty(DataType type) {
        return type.make(new @Nullable Object[type.fields().size()]);
    }
}
