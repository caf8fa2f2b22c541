package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.Conversion;
import dev.carafe.kubernetes.apiserver.storage.StorageCodec;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;

/**
 * One version of a custom kind among the others: objects come from the store in whatever version they were written, and are
 * brought into this one's form, since its schema may be newer than they are. Writes go through stores that see this version
 * (see {@link StorageCodec}), so what endpoints hand to them is not converted. Thread-safe.
 */
final class CustomConversion implements Conversion, StorageCodec {
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
        Struct converted =
                apiVersion.equals(stored.string("apiVersion")) ? stored : converter.convert(stored, apiVersion);
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
}
