package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the server fills into the metadata of any object (k8s.io/apiserver/pkg/registry/rest). Pure. */
public final class ObjectMetas {
    private ObjectMetas() {}

    /** An object's metadata, empty where it has none. */
    public static Struct of(Struct object) {
        Struct metadata = object.struct("metadata");
        return metadata == null ? Struct.EMPTY : metadata;
    }

    /** A field of an object's metadata as text, empty where it is absent. */
    public static String text(Struct object, String field) {
        String value = of(object).string(field);
        return value == null ? "" : value;
    }

    /** The object with one field of its metadata set. */
    public static Struct with(Struct object, String field, Object value) {
        return object.with("metadata", of(object).with(field, value));
    }

    /** The object with a field of its metadata set to a value, or taken away for null. */
    static Struct withOrWithout(Struct object, String field, @Nullable Object value) {
        return value == null ? without(object, field) : with(object, field, value);
    }

    /** The object without one field of its metadata. */
    public static Struct without(Struct object, String field) {
        return object.with("metadata", of(object).without(field));
    }

    public static List<?> finalizers(Struct object) {
        return of(object).get("finalizers") instanceof List<?> list ? list : List.of();
    }

    static long number(Struct object, String field, long otherwise) {
        return of(object).get(field) instanceof Number number ? number.longValue() : otherwise;
    }

    /** What a client never sets: dropped before anything else looks. */
    static Struct withoutServerFields(Struct object) {
        return without(object, "selfLink");
    }

    /** A new object's identity. */
    static Struct fill(Struct object, Instant now) {
        Struct metadata = of(object)
                .without("deletionTimestamp")
                .without("deletionGracePeriodSeconds")
                .without("generation")
                .with("uid", UUID.randomUUID().toString())
                .with("creationTimestamp", Times.format(now));
        return object.with("metadata", metadata);
    }

    /** Puts back what an update cannot change, whatever it says. */
    static Struct keepIdentity(Struct object, Struct old) {
        Struct before = of(old);
        Struct result = object;
        if (text(object, "uid").isEmpty()) {
            result = withOrWithout(result, "uid", before.get("uid"));
        }
        result = withOrWithout(result, "creationTimestamp", before.get("creationTimestamp"));
        if (before.has("deletionTimestamp")) {
            result = withOrWithout(result, "deletionTimestamp", before.get("deletionTimestamp"));
        }
        if (before.has("deletionGracePeriodSeconds") && !of(result).has("deletionGracePeriodSeconds")) {
            result = withOrWithout(result, "deletionGracePeriodSeconds", before.get("deletionGracePeriodSeconds"));
        }
        return withOrWithout(result, "generation", before.get("generation"));
    }

    /** Whether the object is marked as to be deleted. */
    public static boolean isDeleting(Struct object) {
        return of(object).get("deletionTimestamp") instanceof String;
    }
}
