package dev.carafe.vsphere.esxi.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable JSON object. Values are {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code JsonObject}, or a
 * {@code List} of these; a field that is null is kept out.
 */
public record JsonObject(Map<String, Object> fields) {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** An object with one field. */
    public static JsonObject of(String name, Object value) {
        return EMPTY.with(name, value);
    }

    /** The same with one field more, at its end. */
    public JsonObject with(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(name, value instanceof Integer small ? Long.valueOf(small) : value);
        return new JsonObject(changed);
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The text of a field; empty when the field is absent or no text. */
    public Optional<String> text(String name) {
        return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** As {@link #text}, for a field that must be there. */
    public String requiredText(String name) throws MalformedJsonException {
        return text(name).orElseThrow(() -> new MalformedJsonException("no text in field \"" + name + "\""));
    }

    /** The integer in a field, or the given one when the field is absent or no integer. */
    public long number(String name, long otherwise) {
        return fields.get(name) instanceof Long number ? number : otherwise;
    }

    public boolean flag(String name) {
        return fields.get(name) instanceof Boolean flag && flag;
    }

    /** The object in a field; an empty one when the field is absent or no object. */
    public JsonObject object(String name) {
        return fields.get(name) instanceof JsonObject object ? object : EMPTY;
    }

    /** The objects in a field's list, others left out. */
    public List<JsonObject> objects(String name) {
        return objectsIn(fields.get(name));
    }

    /** The objects in a value that is hoped to be a list of them. */
    public static List<JsonObject> objectsIn(@org.jspecify.annotations.Nullable Object value) {
        List<JsonObject> found = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof JsonObject object) {
                    found.add(object);
                }
            }
        }
        return found;
    }

    /** As compact JSON. */
    @Override
    public String toString() {
        return Json.encode(this);
    }
}
