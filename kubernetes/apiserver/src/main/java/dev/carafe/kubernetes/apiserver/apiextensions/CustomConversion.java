package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.Conversion;
import dev.carafe.kubernetes.apiserver.storage.StorageCodec;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * One version of a custom kind among the others: objects come from the store in whatever version they were written, and are
 * brought into this one's form, since its schema may be newer than they are. Writes go through stores that see this version
 * (see {@link StorageCodec}), so what endpoints hand to them is not converted. Thread-safe.
 */
final class CustomConversion implements Conversion, StorageCodec {
    /** How much of a list is converted at once, in bytes of its objects. */
    private static final long TOGETHER_BYTES_MAX = 16 << 20;

    private final String apiVersion;
    private final String storedVersion;
    private final CustomKindForm form;
    private final VersionConverter converter;

    /**
     * The conversion of a version.
     *
     * @param apiVersion the group and version that is served
     * @param storedVersion the one that is stored
     */
    CustomConversion(String apiVersion, String storedVersion, CustomKindForm form, VersionConverter converter) {
        this.apiVersion = apiVersion;
        this.storedVersion = storedVersion;
        this.form = form;
        this.converter = converter;
    }

    @Override
    public Struct toStored(Struct served) {
        return served;
    }

    @Override
    public Struct toServed(Struct stored) {
        return formed(apiVersion.equals(stored.string("apiVersion")) ? stored : converter.convert(stored, apiVersion));
    }

    private Struct formed(Struct converted) {
        try {
            return form.decode(converted, _ -> {});
        } catch (DecodingException e) {
            throw StatusError.internal(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Struct encode(Struct object) {
        return storedVersion.equals(object.string("apiVersion")) ? object : converter.convert(object, storedVersion);
    }

    @Override
    public StoredObject decode(StoredObject stored) {
        return stored.seenBy(this, this::toServed);
    }

    @Override
    public List<StoredObject> together(List<StoredObject> stored) {
        return converter.prefersMany() ? decodeAll(stored) : stored;
    }

    @Override
    public List<StoredObject> decodeAll(List<StoredObject> stored) {
        IdentityHashMap<StoredObject, Struct> converted =
                converter.prefersMany() ? convertAll(stored) : new IdentityHashMap<>();
        return stored.stream()
                .map(object -> {
                    Struct served = converted.get(object);
                    return served == null ? decode(object) : object.seenBy(this, _ -> formed(served));
                })
                .toList();
    }

    /** Those objects in this version that readers of it have not seen yet and that are in another one. */
    private IdentityHashMap<StoredObject, Struct> convertAll(List<StoredObject> stored) {
        IdentityHashMap<StoredObject, Struct> converted = new IdentityHashMap<>();
        List<StoredObject> objects = new ArrayList<>();
        List<Struct> trees = new ArrayList<>();
        long bytes = 0;
        for (StoredObject object : stored) {
            Struct tree = object.isSeenBy(this) ? null : object.tree();
            if (tree == null || apiVersion.equals(tree.string("apiVersion"))) {
                continue;
            }
            if (!trees.isEmpty() && bytes + object.size() > TOGETHER_BYTES_MAX) {
                convertInto(converted, objects, trees);
                bytes = 0;
            }
            objects.add(object);
            trees.add(tree);
            bytes += object.size();
        }
        if (trees.size() > 1) { // what is alone is asked for as one object
            convertInto(converted, objects, trees);
        }
        return converted;
    }

    private void convertInto(
            IdentityHashMap<StoredObject, Struct> converted, List<StoredObject> objects, List<Struct> trees) {
        List<Struct> results = converter.convertAll(trees, apiVersion);
        for (int i = 0; i < objects.size(); i++) {
            converted.put(objects.get(i), results.get(i));
        }
        objects.clear();
        trees.clear();
    }
}
