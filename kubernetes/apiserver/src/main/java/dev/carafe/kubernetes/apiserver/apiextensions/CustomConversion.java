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
import java.util.Map;

/**
 * One version of a custom kind among the others. Objects come from the store in whatever version they were written: they are pruned
 * and defaulted as that version says, since its schema may be newer than they are; where this is another one they are converted, and
 * pruned as this one says. Writes go through stores that see this version (see {@link StorageCodec}), so what endpoints hand to
 * them is not converted. Thread-safe.
 */
final class CustomConversion implements Conversion, StorageCodec {
    /** How much of a list is converted at once, in bytes of its objects. */
    private static final long TOGETHER_BYTES_MAX = 16 << 20;

    private final String apiVersion;
    private final String storedVersion;
    private final Map<String, CustomKindForm> forms;
    private final VersionConverter converter;

    /**
     * The conversion of a version.
     *
     * @param apiVersion the group and version that is served
     * @param storedVersion the one that is stored
     * @param forms the form of each version, by its group and version
     */
    CustomConversion(
            String apiVersion, String storedVersion, Map<String, CustomKindForm> forms, VersionConverter converter) {
        this.apiVersion = apiVersion;
        this.storedVersion = storedVersion;
        this.forms = Map.copyOf(forms);
        this.converter = converter;
    }

    @Override
    public Struct toStored(Struct served) {
        return served;
    }

    @Override
    public Struct toServed(Struct stored) {
        Struct formed = formed(stored);
        return apiVersion.equals(formed.string("apiVersion")) ? formed : pruned(converter.convert(formed, apiVersion));
    }

    /** What a conversion made, without what its version does not declare; it takes no defaults. */
    private Struct pruned(Struct converted) {
        CustomKindForm form = forms.get(converted.string("apiVersion"));
        try {
            return form == null ? converted : form.prune(converted);
        } catch (DecodingException e) {
            throw StatusError.internal(String.valueOf(e.getMessage()));
        }
    }

    /** An object pruned and with the defaults of the version that it is in. */
    private Struct formed(Struct object) {
        CustomKindForm form = forms.get(object.string("apiVersion"));
        try {
            return form == null ? object : form.decode(object, _ -> {});
        } catch (DecodingException e) {
            throw StatusError.internal(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Struct encode(Struct object) {
        return storedVersion.equals(object.string("apiVersion"))
                ? object
                : pruned(converter.convert(object, storedVersion));
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
                    return served == null ? decode(object) : object.seenBy(this, _ -> pruned(served));
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
            trees.add(formed(tree));
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
