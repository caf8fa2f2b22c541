package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.http.Query;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of one who is logged in.
 *
 * @param legacy whether it came under {@code /rest}
 * @param path the parts of the path behind that, decoded
 * @param body the tree of its JSON; null when there is none
 */
record RestRequest(
        boolean legacy,
        String method,
        List<String> path,
        Query query,
        @Nullable Object body,
        Session session,
        Caller caller) {
    /** What it asks for besides the method, such as {@code attach}; empty for nothing. */
    String action() {
        String action = query.first("~action");
        return action.isEmpty() ? query.first("action") : action;
    }

    /** The part of the path at a position, without the {@code id:} that {@code /rest} writes before identifiers. */
    String id(int position) {
        String part = path.get(position);
        return part.startsWith("id:") ? part.substring("id:".length()) : part;
    }

    /** The fields of the body; under {@code /rest} they lie in a field of a name. */
    Map<?, ?> fields(String wrapper) {
        if (body instanceof Map<?, ?> all) {
            if (all.get(wrapper) instanceof Map<?, ?> wrapped) {
                return wrapped;
            }
            if (!legacy) {
                return all;
            }
        }
        throw new RestException(Kind.INVALID_ARGUMENT, "The body must be an object with the field " + wrapper + ".");
    }

    /** A field of the body; null when it is missing. */
    @Nullable
    Object field(String name) {
        return body instanceof Map<?, ?> all ? all.get(name) : null;
    }

    static @Nullable String text(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value != null && !(value instanceof String)) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The field " + name + " must be a string.");
        }
        return (String) value;
    }

    static String required(Map<?, ?> fields, String name) {
        String text = text(fields, name);
        if (text == null) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The field " + name + " is missing.");
        }
        return text;
    }

    static List<String> texts(@Nullable Object list, String name) {
        List<String> texts = new ArrayList<>();
        if (list == null) {
            return texts;
        }
        if (list instanceof List<?> items && items.stream().allMatch(String.class::isInstance)) {
            items.forEach(item -> texts.add((String) item));
            return texts;
        }
        throw new RestException(Kind.INVALID_ARGUMENT, "The field " + name + " must be a list of strings.");
    }

    /** The values of a filter: {@code names=a&names=b}, under {@code /rest} also {@code filter.names.1=a}; empty for none. */
    Set<String> filter(String name) {
        Set<String> values = new LinkedHashSet<>(query.all(name));
        values.addAll(query.all("filter." + name));
        query.values().forEach((parameter, all) -> {
            if (parameter.startsWith("filter." + name + ".")) {
                values.addAll(all);
            }
        });
        return values;
    }

    RestException noSuchOperation() {
        return new RestException(
                Kind.OPERATION_NOT_FOUND,
                "There is no operation " + method + " of " + String.join("/", path)
                        + (action().isEmpty() ? "" : " with the action " + action()) + ".");
    }
}
