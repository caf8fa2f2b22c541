package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * JSON patch (RFC 6902): operations one after the other, all or none.
 *
 * <p>Messages are those of the library that upstream uses (evanphx/json-patch, version 4).
 */
public final class JsonPatch {
    /** How many operations a patch may have. */
    public static final int OPERATIONS_MAX = 10_000;

    /** How many bytes of JSON all copy operations of a patch may add together. */
    public static final long COPIED_BYTES_MAX = 3 << 20;

    /**
     * One operation.
     *
     * @param from the pointer copied or moved from; empty for other kinds
     * @param value what is added, replaced with or tested for; empty for other kinds
     */
    record Operation(Kind kind, String path, String from, Optional<Object> value) {}

    /** What an operation does. */
    enum Kind {
        ADD,
        REMOVE,
        REPLACE,
        MOVE,
        COPY,
        TEST
    }

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = operations;
    }

    /**
     * Reads a patch.
     *
     * @throws PatchException when it is not a list of operations, or has more than {@link #OPERATIONS_MAX}
     */
    public static JsonPatch decode(byte[] bytes) throws PatchException {
        try {
            return of(Json.decode(bytes));
        } catch (MalformedJsonException e) {
            throw PatchException.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #decode}, of a value already read. */
    public static JsonPatch of(Object value) throws PatchException {
        if (!(value instanceof List<?> items)) {
            throw PatchException.malformed("error decoding patch: json: cannot unmarshal " + Json.typeName(value)
                    + " into Go value of type []handlers.jsonPatchOp");
        }
        if (items.size() > OPERATIONS_MAX) {
            throw new PatchException(
                    PatchException.Fault.TOO_LARGE,
                    "The allowed maximum operations in a JSON patch is " + OPERATIONS_MAX + ", got " + items.size());
        }
        ArrayList<Operation> operations = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof Struct operation)) {
                throw PatchException.malformed("error decoding patch: json: cannot unmarshal " + Json.typeName(item)
                        + " into Go value of type handlers.jsonPatchOp");
            }
            operations.add(operation(operation));
        }
        return new JsonPatch(List.copyOf(operations));
    }

    private static Operation operation(Struct tree) throws PatchException {
        String word = Objects.requireNonNullElse(tree.string("op"), "unknown");
        Kind kind = switch (word) {
            case "add" -> Kind.ADD;
            case "remove" -> Kind.REMOVE;
            case "replace" -> Kind.REPLACE;
            case "move" -> Kind.MOVE;
            case "copy" -> Kind.COPY;
            case "test" -> Kind.TEST;
            default -> throw PatchException.unprocessable("Unexpected kind: " + word);
        };
        String path = tree.string("path");
        if (path == null) {
            throw PatchException.unprocessable(word + " operation failed to decode path: missing value");
        }
        String from = Objects.requireNonNullElse(tree.string("from"), "");
        if ((kind == Kind.MOVE || kind == Kind.COPY) && !tree.has("from")) {
            throw PatchException.unprocessable(word + " operation failed to decode from: missing value");
        }
        Optional<Object> value = Optional.ofNullable(tree.get("value"));
        if (value.isEmpty() && (kind == Kind.ADD || kind == Kind.REPLACE)) {
            throw PatchException.unprocessable(word + " operation: missing value");
        }
        return new Operation(kind, path, from, value);
    }

    /**
     * The document with all operations applied.
     *
     * @throws PatchException for the first operation that does not apply
     */
    public Object apply(Object document) throws PatchException {
        PatchDocument changed = new PatchDocument(document);
        for (Operation operation : operations) {
            apply(operation, changed);
        }
        return changed.freeze();
    }

    private static void apply(Operation operation, PatchDocument document) throws PatchException {
        String path = operation.path();
        switch (operation.kind()) {
            case ADD -> document.add(path, operation.value().orElseThrow(), "add");
            case REMOVE -> document.remove(path);
            case REPLACE -> document.replace(path, operation.value().orElseThrow());
            case MOVE -> document.move(operation.from(), path);
            case COPY -> document.copy(operation.from(), path);
            case TEST -> {
                if (!document.test(path, operation.value())) {
                    throw PatchException.unprocessable("testing value " + path + " failed: test failed");
                }
            }
        }
    }
}
