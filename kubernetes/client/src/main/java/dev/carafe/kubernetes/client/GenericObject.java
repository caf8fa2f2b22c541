package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.View;

/** An object of any kind, of which only the metadata is known; for those who work on all kinds alike. */
public final class GenericObject extends View implements ApiObject<GenericObject> {
    public GenericObject(Struct struct) {
        super(struct);
    }

    /** A resource that discovery found. */
    public static ResourceType<GenericObject> type(
            String group, String version, String plural, String kind, boolean namespaced) {
        return new ResourceType<>(group, version, plural, kind, namespaced, GenericObject::new);
    }

    @Override
    public String apiVersion() {
        return string("apiVersion");
    }

    @Override
    public String kind() {
        return string("kind");
    }

    @Override
    public ObjectMeta metadata() {
        return view("metadata", ObjectMeta::new);
    }

    @Override
    public GenericObject withMetadata(ObjectMeta value) {
        return new GenericObject(struct().with("metadata", value.struct()));
    }
}
