package dev.carafe.vsphere.vcenter.store;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.SystemError;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists of records that outlast the server, each by the object that it belongs to. Safe for all threads. */
public final class Kept {
    private static final String PREFIX = "/vcenter/managers/";
    private static final String ITEMS = "items";

    private final Store store;
    private final String manager;
    private final Documents documents = new Documents();

    /** @param manager what its keys begin with */
    public Kept(Store store, String manager) {
        this.store = store;
        this.manager = manager;
    }

    /**
     * Keeps a list, on the disk when this returns; an empty one is forgotten.
     *
     * @throws dev.carafe.vsphere.vim.FaultException SystemError when it cannot be kept
     */
    public void save(ManagedObjectReference<?> object, List<? extends DataObject> items) {
        Bytes key = key(object);
        try {
            if (items.isEmpty()) {
                store.deleteRange(DeleteRangeRequest.of(key));
                return;
            }
            ObjectContent content = ObjectContent.builder()
                    .obj(object)
                    .propSet(List.of(new DynamicProperty(
                            ITEMS, new ArrayOf(items.getFirst().dataType(), items))))
                    .build();
            store.put(PutRequest.of(key, documents.encode(content)));
        } catch (EtcdException e) {
            throw SystemError.builder()
                    .reason("not written")
                    .build()
                    .exception("A general system error occurred: the change could not be written: " + e.getMessage());
        }
    }

    /** What is kept for an object; empty when nothing is. */
    public <D extends DataObject> List<D> load(Class<D> type, ManagedObjectReference<?> object) throws IOException {
        KeyValue pair = store.get(key(object));
        return pair == null ? List.of() : items(documents.decode(pair.value(), ObjectContent.class), type);
    }

    private Bytes key(ManagedObjectReference<?> object) {
        return Bytes.utf8(PREFIX + manager + "/" + object.type() + "/" + object.value());
    }

    private static <D extends DataObject> List<D> items(ObjectContent content, Class<D> type) {
        return content.propSet().stream()
                .map(DynamicProperty::val)
                .filter(ArrayOf.class::isInstance)
                .flatMap(array -> ((ArrayOf) array).items().stream())
                .map(type::cast)
                .toList();
    }

    /** What is kept, by object. */
    public <D extends DataObject> Map<ManagedObjectReference<?>, List<D>> load(Class<D> type) throws IOException {
        Map<ManagedObjectReference<?>, List<D>> all = new LinkedHashMap<>();
        for (KeyValue pair : store.range(RangeRequest.prefix(Bytes.utf8(PREFIX + manager + "/")))
                .kvs()) {
            ObjectContent content = documents.decode(pair.value(), ObjectContent.class);
            all.put(content.obj(), items(content, type));
        }
        return all;
    }
}
