package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own patch (k8s.io/apimachinery/pkg/util/strategicpatch): a merge patch that also merges lists, by the merge
 * keys that the fields declare, and is steered by directives inside it.
 *
 * <ul>
 *   <li>{@code $patch: replace | delete | merge} in an object, or in an item of a list
 *   <li>{@code $deleteFromPrimitiveList/f}: values to take out of the list {@code f}
 *   <li>{@code $setElementOrder/f}: the order of the items of {@code f}
 *   <li>{@code $retainKeys}: the only fields that stay
 * </ul>
 *
 * <p>Fields without a declaration merge as in RFC 7396. Thread-safe.
 */
public final class StrategicMergePatch {
    static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String SET_ORDER = "$setElementOrder/";

    private final Declarations declarations;

    public StrategicMergePatch(Declarations declarations) {
        this.declarations = declarations;
    }

    /**
     * The object with the patch applied.
     *
     * @param structure the name of the object's declaration, such as {@code api.core.v1.Pod}
     */
    public Struct apply(Struct object, Struct patch, String structure) throws PatchException {
        return merge(object, patch, new TypeRef.Named(structure));
    }

    /** What a field is and how it is patched. */
    private record Field(TypeRef type, boolean merges, boolean replaces, String mergeKey) {
        static final Field UNDECLARED = new Field(TypeRef.Scalar.ANY, false, false, "");

        TypeRef item() {
            return type instanceof TypeRef.ListOf(TypeRef item) ? item : TypeRef.Scalar.ANY;
        }
    }

    private Field field(TypeRef type, String name) {
        return switch (type) {
            case TypeRef.Named(String structure) -> {
                FieldDeclaration declared = declarations.get(structure).field(name);
                yield declared == null
                        ? Field.UNDECLARED
                        : new Field(
                                declared.type(),
                                declared.patchStrategies().contains("merge"),
                                declared.patchStrategies().contains("replace"),
                                declared.patchMergeKey());
            }
            case TypeRef.MapOf(TypeRef value) -> new Field(value, false, false, "");
            case TypeRef.ListOf _, TypeRef.Scalar _ -> Field.UNDECLARED;
        };
    }

    Struct merge(Struct object, Struct patch, TypeRef type) throws PatchException {
        Object directive = patch.get(DIRECTIVE);
        if (directive != null) {
            Optional<Struct> whole = whole(directive, patch);
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        Struct.Builder result = Struct.builder();
        Struct kept = retained(object, patch);
        for (int i = 0; i < kept.size(); i++) {
            String name = kept.nameAt(i);
            Object after = changed(kept.valueAt(i), name, patch, type);
            if (after != null) {
                result.put(name, after);
            }
        }
        for (int i = 0; i < patch.size(); i++) {
            String name = patch.nameAt(i);
            if (!kept.has(name) && patch.valueAt(i) != Null.NULL && !isDirective(name)) {
                result.put(name, ordered(Directives.drop(patch.valueAt(i)), List.of(), name, patch, field(type, name)));
            }
        }
        return result.build();
    }

    /** What the object becomes as a whole, empty where the directive says to merge. */
    private static Optional<Struct> whole(Object directive, Struct patch) throws PatchException {
        return switch (directive.toString()) {
            case "replace" -> Optional.of((Struct) Directives.drop(patch.without(DIRECTIVE)));
            case "delete" -> Optional.of(Struct.EMPTY);
            case "merge" -> Optional.empty();
            default ->
                throw PatchException.unmergeable(
                        "unknown patch type: " + directive + " in map: " + GoPrint.show(patch));
        };
    }

    static boolean isDirective(String name) {
        return name.startsWith("$")
                && (name.equals(DIRECTIVE)
                        || name.equals(RETAIN_KEYS)
                        || name.startsWith(DELETE_FROM)
                        || name.startsWith(SET_ORDER));
    }

    private static Struct retained(Struct object, Struct patch) throws PatchException {
        Object directive = patch.get(RETAIN_KEYS);
        if (directive == null) {
            return object;
        }
        if (!(directive instanceof List<?> list)) {
            throw PatchException.malformed("invalid patch format of retainKeys");
        }
        Set<Object> keys = new HashSet<>(list);
        for (int i = 0; i < patch.size(); i++) {
            String name = patch.nameAt(i);
            if (!isDirective(name) && patch.valueAt(i) != Null.NULL && !keys.contains(name)) {
                throw PatchException.unprocessable("patch content doesn't match retainKeys list");
            }
        }
        Struct.Builder kept = Struct.builder();
        object.forEach((name, value) -> {
            if (keys.contains(name)) {
                kept.put(name, value);
            }
        });
        return kept.build();
    }

    /** What becomes of a field that the object has, null where it goes. */
    private @Nullable Object changed(Object before, String name, Struct patch, TypeRef type) throws PatchException {
        Object change = patch.get(name);
        if (change == Null.NULL) {
            return null;
        }
        Object deletions = patch.get(DELETE_FROM + name);
        if (change == null && deletions == null && !patch.has(SET_ORDER + name)) {
            return before;
        }
        Field field = field(type, name);
        Object after = deletions == null ? before : without(before, deletions);
        if (change != null) {
            after = merged(after, change, field);
        }
        return ordered(after, before instanceof List<?> list ? list : List.of(), name, patch, field);
    }

    /** What replaces a value of its own kind does so as it stands, with nulls and directives, as upstream has it. */
    private Object merged(Object before, Object change, Field field) throws PatchException {
        if (before instanceof Struct object && change instanceof Struct patch) {
            return field.replaces() ? patch : merge(object, patch, field.type());
        }
        if (before instanceof List<?> list && change instanceof List<?> patch) {
            return field.merges() ? new MergedList(this, field.item(), field.mergeKey()).merge(list, patch) : patch;
        }
        return Directives.drop(change);
    }

    private static Object without(Object before, Object deletions) throws PatchException {
        if (!(deletions instanceof List<?> gone) || !(before instanceof List<?> list)) {
            throw PatchException.malformed("invalid patch format of primitive list");
        }
        Set<Object> values = new HashSet<>(gone);
        ArrayList<Object> rest = new ArrayList<>(list);
        rest.removeIf(values::contains);
        return List.copyOf(rest);
    }

    private static Object ordered(Object value, List<?> before, String name, Struct patch, Field field)
            throws PatchException {
        Object directive = patch.get(SET_ORDER + name);
        if (directive == null || !(value instanceof List<?> list)) {
            return value;
        }
        if (!(directive instanceof List<?> order)) {
            throw PatchException.malformed("invalid patch format of setElementOrder list");
        }
        if (patch.get(name) instanceof List<?> change) {
            requireSameOrder(change, order, field.mergeKey());
        }
        return ListOrder.arrange(list, order, before, field.mergeKey());
    }

    /** The items of the patch must stand in the order that the patch itself asks for. */
    private static void requireSameOrder(List<?> change, List<?> order, String mergeKey) throws PatchException {
        List<Object> wanted = ListOrder.identities(order, mergeKey);
        LinkedHashSet<Object> present = new LinkedHashSet<>();
        for (Object item : change) {
            if (!(item instanceof Struct struct) || !Objects.equals(struct.get(DIRECTIVE), "delete")) {
                present.add(ListOrder.identity(item, mergeKey));
            }
        }
        ArrayList<Object> inOrder = new ArrayList<>(wanted);
        inOrder.retainAll(present);
        if (!inOrder.equals(List.copyOf(present))) {
            throw PatchException.unmergeable("The order in patch list:\n" + GoPrint.show(change) + "\n doesn't match "
                    + SET_ORDER.substring(0, SET_ORDER.length() - 1) + " list:\n" + GoPrint.show(order) + "\n");
        }
    }
}
