package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A document under change by a JSON patch.
 *
 * <p>Objects and lists on the way to a change are thawed into a map or an array list, once; everything else stays the
 * immutable value it was. So thousands of operations cost no copy of the document each. Not thread-safe.
 */
final class PatchDocument {
    /** An object under change. */
    private record Fields(LinkedHashMap<String, Object> byName) {}

    /** A list under change. */
    private record Items(ArrayList<Object> inOrder) {}

    private Object root;
    private long copiedBytes;

    PatchDocument(Object document) {
        this.root = document;
    }

    Object freeze() {
        return freeze(root);
    }

    private static Object freeze(Object value) {
        return switch (value) {
            case Fields fields -> {
                Struct.Builder builder = Struct.builder();
                fields.byName().forEach((name, field) -> builder.put(name, freeze(field)));
                yield builder.build();
            }
            case Items items -> {
                ArrayList<Object> list = new ArrayList<>(items.inOrder().size());
                items.inOrder().forEach(item -> list.add(freeze(item)));
                yield Collections.unmodifiableList(list);
            }
            default -> value;
        };
    }

    void add(String path, Object value, String operation) throws PatchException {
        if (path.isEmpty()) {
            root = value;
            return;
        }
        switch (parent(path, operation)) {
            case Fields fields -> fields.byName().put(lastKey(path), value);
            case Items items -> {
                String key = lastKey(path);
                int size = items.inOrder().size();
                items.inOrder().add(key.equals("-") ? size : index(key, size), value);
            }
            default -> throw missing(operation, path);
        }
    }

    void replace(String path, Object value) throws PatchException {
        if (path.isEmpty()) {
            root = value;
            return;
        }
        String key = lastKey(path);
        switch (parent(path, "replace")) {
            case Fields fields
            when fields.byName().containsKey(key) -> fields.byName().put(key, value);
            case Items items -> items.inOrder().set(index(key, items.inOrder().size() - 1), value);
            default ->
                throw PatchException.unprocessable(
                        "replace operation does not apply: doc is missing key: " + path + ": missing value");
        }
    }

    /** Removes a value and hands it back. */
    Object remove(String path) throws PatchException {
        if (path.isEmpty()) {
            throw missing("remove", path);
        }
        String key = lastKey(path);
        return switch (parent(path, "remove")) {
            case Fields fields
            when fields.byName().containsKey(key) -> fields.byName().remove(key);
            case Items items ->
                items.inOrder().remove(index(key, items.inOrder().size() - 1));
            default ->
                throw PatchException.unprocessable("error in remove for path: '" + path
                        + "': Unable to remove nonexistent key: " + key + ": missing value");
        };
    }

    void move(String from, String path) throws PatchException {
        if (path.startsWith(from + "/")) {
            throw PatchException.unprocessable("move operation does not apply: " + path + " is inside of " + from);
        }
        add(path, remove(from), "move");
    }

    void copy(String from, String path) throws PatchException {
        Object value = find(from);
        if (value == null) {
            throw PatchException.unprocessable(
                    "copy operation does not apply: doc is missing from path: " + from + ": missing value");
        }
        Object frozen = freeze(value);
        copiedBytes += Json.encode(frozen).length;
        if (copiedBytes > JsonPatch.COPIED_BYTES_MAX) {
            throw new PatchException(
                    PatchException.Fault.TOO_LARGE,
                    "Unable to complete the copy, the accumulated size increase of copy is " + copiedBytes
                            + ", exceeding the limit " + JsonPatch.COPIED_BYTES_MAX);
        }
        add(path, frozen, "copy");
    }

    /** Whether the value there is the expected one; an absent one is equal to null and to nothing given. */
    boolean test(String path, Optional<Object> expected) {
        Object actual = find(path);
        Object wanted = expected.orElse(Null.NULL);
        return actual == null ? wanted == Null.NULL : same(actual, wanted);
    }

    private static boolean same(Object actual, Object wanted) {
        return switch (actual) {
            case Fields fields ->
                wanted instanceof Struct struct
                        && struct.size() == fields.byName().size()
                        && fields.byName().entrySet().stream().allMatch(field -> sameField(field, struct));
            case Items items -> wanted instanceof List<?> list && sameItems(items.inOrder(), list);
            case Struct left ->
                wanted instanceof Struct right && left.size() == right.size() && sameFields(left, right);
            case List<?> left -> wanted instanceof List<?> right && sameItems(left, right);
            case Number left -> wanted instanceof Number right && left.doubleValue() == right.doubleValue();
            default -> actual.equals(wanted);
        };
    }

    private static boolean sameField(Map.Entry<String, Object> field, Struct wanted) {
        Object other = wanted.get(field.getKey());
        return other != null && same(field.getValue(), other);
    }

    private static boolean sameFields(Struct left, Struct right) {
        for (int i = 0; i < left.size(); i++) {
            Object other = right.get(left.nameAt(i));
            if (other == null || !same(left.valueAt(i), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameItems(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Object find(String pointer) {
        Object value = root;
        if (pointer.isEmpty()) {
            return value;
        }
        for (String key : keys(pointer)) {
            Object child = child(value, key);
            if (child == null) {
                return null;
            }
            value = child;
        }
        return value;
    }

    private static @Nullable Object child(Object value, String key) {
        return switch (value) {
            case Fields fields -> fields.byName().get(key);
            case Struct struct -> struct.get(key);
            case Items items -> item(items.inOrder(), key);
            case List<?> list -> item(list, key);
            default -> null;
        };
    }

    private static @Nullable Object item(List<?> list, String key) {
        int position = position(key);
        return position >= 0 && position < list.size() ? list.get(position) : null;
    }

    /** The container that holds the last key of a pointer, thawed together with all above it. */
    private Object parent(String pointer, String operation) throws PatchException {
        root = thaw(root);
        Object container = root;
        List<String> keys = keys(pointer);
        for (String key : keys.subList(0, keys.size() - 1)) {
            Object child = child(container, key);
            if (child == null) {
                throw missing(operation, pointer);
            }
            Object thawed = thaw(child);
            switch (container) {
                case Fields fields -> fields.byName().put(key, thawed);
                case Items items -> items.inOrder().set(position(key), thawed);
                default -> throw missing(operation, pointer);
            }
            container = thawed;
        }
        return container;
    }

    private static Object thaw(Object value) {
        return switch (value) {
            case Struct struct -> {
                LinkedHashMap<String, Object> fields = LinkedHashMap.newLinkedHashMap(struct.size());
                struct.forEach(fields::put);
                yield new Fields(fields);
            }
            case List<?> list -> new Items(new ArrayList<>(list));
            default -> value;
        };
    }

    private static PatchException missing(String operation, String path) {
        return PatchException.unprocessable(
                operation + " operation does not apply: doc is missing path: " + Quoted.of(path) + ": missing value");
    }

    /** The parts of a JSON pointer (RFC 6901). */
    private static List<String> keys(String pointer) {
        ArrayList<String> keys = new ArrayList<>();
        String parts = pointer.startsWith("/") ? pointer.substring(1) : pointer;
        for (String part : parts.split("/", -1)) {
            keys.add(part.indexOf('~') < 0 ? part : part.replace("~1", "/").replace("~0", "~"));
        }
        return keys;
    }

    private static String lastKey(String pointer) {
        return keys(pointer).getLast();
    }

    private static int index(String key, int max) throws PatchException {
        int position = position(key);
        if (position < 0 || position > max) {
            throw PatchException.unprocessable("Unable to access invalid index: " + key + ": invalid index referenced");
        }
        return position;
    }

    private static int position(String key) {
        if (key.isEmpty() || key.length() > 9 || !key.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(key);
    }
}
