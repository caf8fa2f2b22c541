package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.ApiRequest;
import org.jspecify.annotations.Nullable;

/** Which objects of a resource a list or watch is about. */
record Selection(String storage, String namespace, String name, LabelSelector labels, FieldSelector fields) {
    static Selection of(Target target, ApiRequest request) {
        try {
            return new Selection(
                    target.storage(),
                    target.namespace(),
                    target.name(),
                    LabelSelector.parse(request.parameter("labelSelector").orElse("")),
                    FieldSelector.parse(request.parameter("fieldSelector").orElse("")));
        } catch (SelectorException e) {
            throw StatusError.badRequest(e.getMessage());
        }
    }

    boolean matches(@Nullable Struct object) {
        if (object == null) {
            return false;
        }
        Struct meta = Trees.child(object, "metadata");
        return (namespace.isEmpty() || namespace.equals(meta.string("namespace")))
                && (name.isEmpty() || name.equals(meta.string("name")))
                && labels.matches(meta.struct("labels"))
                && fields.matches(field -> field(object, field));
    }

    /** Any path of names is offered as a field. */
    private static String field(Struct object, String path) {
        Struct at = object;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            at = Trees.child(at, names[i]);
        }
        Object value = at.get(names[names.length - 1]);
        return value == null ? "" : value.toString();
    }
}
