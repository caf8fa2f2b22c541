package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A structure of a request's body, read field by field; what is of another type than asked for is refused by name.
 *
 * @param at where in the body it is, such as {@code placement.}; empty for all of it
 */
record Spec(Map<?, ?> fields, String at) {
    static Spec of(RestRequest request) {
        return new Spec(request.fields("spec"), "");
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    @Nullable
    String text(String name) {
        return typed(name, String.class, "a string");
    }

    String required(String name) {
        String text = text(name);
        if (text == null) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The field " + at + name + " is missing.");
        }
        return text;
    }

    @Nullable
    Long number(String name) {
        return typed(name, Long.class, "a whole number");
    }

    /** @return null when it is missing */
    @Nullable
    Integer small(String name) {
        Long number = number(name);
        if (number != null && number.intValue() != number) {
            throw refused(name, "a number of 32 bits");
        }
        return number == null ? null : number.intValue();
    }

    @Nullable
    Boolean flag(String name) {
        return typed(name, Boolean.class, "true or false");
    }

    /** The structure of a name; one without fields when it is missing. */
    Spec in(String name) {
        Map<?, ?> inner = typed(name, Map.class, "an object");
        return new Spec(inner == null ? Map.of() : inner, at + name + ".");
    }

    /** The structures of a list; none when it is missing. */
    List<Spec> list(String name) {
        List<?> items = typed(name, List.class, "a list");
        List<Spec> specs = new ArrayList<>();
        for (Object item : items == null ? List.of() : items) {
            if (!(item instanceof Map<?, ?> map)) {
                throw refused(name, "a list of objects");
            }
            specs.add(new Spec(map, at + name + "[" + specs.size() + "]."));
        }
        return specs;
    }

    /** What a field of constants means. */
    <T> T choice(String name, Function<String, @Nullable T> meaning, String otherwise) {
        String text = text(name);
        T chosen = meaning.apply(text == null ? otherwise : text);
        if (chosen == null) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The field " + at + name + " does not know '" + text + "'.");
        }
        return chosen;
    }

    private <T> @Nullable T typed(String name, Class<T> type, String words) {
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw refused(name, words);
        }
        return type.cast(value);
    }

    private RestException refused(String name, String words) {
        return new RestException(Kind.INVALID_ARGUMENT, "The field " + at + name + " must be " + words + ".");
    }
}
