package dev.carafe.vsphere.vcenter.host;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.vsphere.vcenter.store.Documents;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.packed.PackedCodec;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What hosts said last, kept so that a vCenter that starts while a host is away still shows what was on it. It is no more than
 * a memory: what cannot be written or read is logged and comes from the host again. Safe for all threads.
 */
final class MirrorMemory {
    private static final String PREFIX = "/vcenter/mirror/";
    private static final int OPERATIONS_MAX = 100;
    private static final int BYTES_MAX = 4 << 20;
    /** What changes all the time and is worth nothing once the host is away. */
    private static final Set<String> FLEETING = Set.of(
            Membership.PROPERTY,
            "summary",
            "guest",
            "guestHeartbeatStatus",
            "recentTask",
            "storage",
            "overallStatus",
            "systemResources");

    private static final System.Logger LOG = System.getLogger(MirrorMemory.class.getName());

    /** @param digest of the document; null when that is not of the form in which it would be written */
    private record Recalled(
            ManagedObjectReference<?> object,
            DataObject properties,
            @Nullable String digest) {}

    private final Store store;
    private final PackedCodec codec = new PackedCodec(Vim25.NAMESPACE);
    /** How releases before the packed form wrote; such a document is replaced when it is read. */
    private final Documents documents = new Documents();

    MirrorMemory(Store store) {
        this.store = store;
    }

    /** Puts what is remembered of a host into its mirror. */
    void recall(HostMirror mirror) {
        // side by side: to read what thousands of machines were is most of what a start takes
        Bytes prefix = prefix(mirror.hostId());
        List<Recalled> all = store.range(RangeRequest.prefix(prefix)).kvs().parallelStream()
                .map(pair -> recalled(prefix, pair))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        all.forEach(each -> mirror.remember(each.object(), each.properties(), each.digest()));
        mirror.recalled();
        Map<ManagedObjectReference<?>, Set<String>> old = new HashMap<>();
        all.stream().filter(each -> each.digest() == null).forEach(each -> old.put(each.object(), Set.of("all")));
        save(mirror, old, List.of());
    }

    private @Nullable Recalled recalled(Bytes prefix, KeyValue pair) {
        try {
            byte[] document = pair.value().toByteArray();
            if (PackedCodec.isPacked(document)) {
                return recalled(
                        pair.key().toUtf8().substring(prefix.length()),
                        codec.decode(document),
                        PackedCodec.digest(document));
            }
            ObjectContent content = documents.decode(pair.value(), ObjectContent.class);
            return Vim25.NAMESPACE.type(content.obj().type()) instanceof ManagedType type
                    ? new Recalled(content.obj(), properties(type, content), null)
                    : null;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "what is remembered as " + pair.key() + " cannot be read", e);
            return null;
        }
    }

    /** @param name the object's type and what the host calls it, as in {@link #key} */
    private static Recalled recalled(String name, DataObject properties, String digest) throws IOException {
        int slash = name.indexOf('/');
        if (slash > 0
                && Vim25.NAMESPACE.type(name.substring(0, slash)) instanceof ManagedType type
                && properties.dataType() == type.properties()) {
            return new Recalled(
                    new ManagedObjectReference<>(name.substring(0, slash), name.substring(slash + 1)),
                    properties,
                    digest);
        }
        throw new IOException("it has the properties of something else");
    }

    private static DataObject properties(ManagedType type, ObjectContent content) {
        @Nullable
        Object[] values = new @Nullable Object[type.properties().fields().size()];
        for (DynamicProperty property : content.propSet()) {
            int index = type.properties().indexOf(property.name());
            if (index >= 0) {
                values[index] = property.val() instanceof ArrayOf array ? array.items() : property.val();
            }
        }
        return type.properties().make(values);
    }

    /** Remembers what changed, as far as it lasts, and forgets what went. */
    void save(
            HostMirror mirror,
            Map<ManagedObjectReference<?>, Set<String>> changed,
            Collection<ManagedObjectReference<?>> gone) {
        List<Op> operations = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<ManagedObjectReference<?>, Set<String>> entry : changed.entrySet()) {
            DataObject properties = mirror.get(entry.getKey());
            if (properties == null || FLEETING.containsAll(entry.getValue())) {
                continue;
            }
            Bytes document = Bytes.wrap(codec.encode(lasting(entry.getKey(), properties)));
            if (operations.size() >= OPERATIONS_MAX || bytes + document.length() > BYTES_MAX) {
                write(operations);
                operations = new ArrayList<>();
                bytes = 0;
            }
            operations.add(PutRequest.of(key(mirror, entry.getKey()), document));
            bytes += document.length();
        }
        for (ManagedObjectReference<?> object : gone) {
            if (operations.size() >= OPERATIONS_MAX) {
                write(operations);
                operations = new ArrayList<>();
            }
            operations.add(DeleteRangeRequest.of(key(mirror, object)));
        }
        write(operations);
    }

    /** Forgets all of a host. */
    void forget(String hostId) {
        write(List.of(DeleteRangeRequest.prefix(prefix(hostId))));
    }

    private void write(List<Op> operations) {
        if (operations.isEmpty()) {
            return;
        }
        try {
            store.txn(new TxnRequest(List.of(), operations, List.of()));
        } catch (EtcdException e) {
            LOG.log(Level.WARNING, "what a host said could not be kept", e);
        }
    }

    /** The properties but for the machines of a datastore or network: they say it themselves. */
    private static DataObject lasting(ManagedObjectReference<?> object, DataObject properties) {
        int index = Membership.isHolder(object.type()) ? properties.dataType().indexOf(Membership.PROPERTY) : -1;
        return index < 0 ? properties : properties.with(index, null);
    }

    private static Bytes key(HostMirror mirror, ManagedObjectReference<?> object) {
        return prefix(mirror.hostId()).concat(Bytes.utf8(object.type() + "/" + object.value()));
    }

    private static Bytes prefix(String hostId) {
        return Bytes.utf8(PREFIX + hostId + "/");
    }
}
