package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.PathElement;
import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Declarations as merging sees them, and what can be asked of objects by them. Thread-safe. */
public final class TypedSchema {
    private final Declarations declarations;
    private final boolean alwaysPresent;

    private TypedSchema(Declarations declarations, boolean alwaysPresent) {
        this.declarations = declarations;
        this.alwaysPresent = alwaysPresent;
    }

    /** Of built-in kinds, whose required fields upstream's objects always have, empty or null where nobody set them. */
    public static TypedSchema ofBuiltins(Declarations declarations) {
        return new TypedSchema(declarations, true);
    }

    /** Of custom kinds, whose objects have what somebody set. */
    public static TypedSchema ofCustom(Declarations declarations) {
        return new TypedSchema(declarations, false);
    }

    /** The paths that an object sets. */
    public FieldSet ownedFields(FieldType type, Struct object) {
        return new OwnedFields(this).of(type, object);
    }

    /** How an object differs from an earlier one. */
    public Comparison compare(FieldType type, Struct before, Struct after) {
        return Comparer.compare(this, type, before, after);
    }

    /** A live object with what an applied configuration says. */
    public Struct merge(FieldType type, Struct live, Struct applied) {
        return new Merger(this).merge(type, live, applied);
    }

    /** An object without some of its paths. */
    public Struct remove(FieldType type, Struct object, FieldSet paths) {
        return new Remover(this).remove(type, object, paths);
    }

    /** Why a configuration cannot be merged, in upstream's words; empty where it can. */
    public List<String> problems(FieldType type, Struct applied) {
        return AppliedCheck.problems(this, type, applied);
    }

    Shape shape(FieldType type, @Nullable Object a, @Nullable Object b) {
        return switch (type.type()) {
            case TypeRef.ListOf(TypeRef item) -> items(type, item);
            case TypeRef.MapOf(TypeRef value) ->
                type.atomicMap() ? Shape.Leaf.INSTANCE : new Shape.Fields(null, FieldType.plain(value));
            case TypeRef.Named(String name) -> {
                StructDeclaration structure = declarations.get(name);
                String mapType = type.mapType().isEmpty() ? structure.mapType() : type.mapType();
                yield mapType.equals("atomic") ? Shape.Leaf.INSTANCE : new Shape.Fields(structure, FieldType.ANY);
            }
            case TypeRef.Scalar scalar -> {
                boolean open = scalar == TypeRef.Scalar.ANY || scalar == TypeRef.Scalar.OBJECT;
                yield open && !type.atomicMap() && isMap(a) && isMap(b) && (a != null || b != null)
                        ? new Shape.Fields(null, FieldType.ANY)
                        : Shape.Leaf.INSTANCE;
            }
        };
    }

    /** The fields of a map or structure, be it atomic or not. */
    Shape.Fields fields(FieldType type) {
        return switch (type.type()) {
            case TypeRef.Named(String name) -> new Shape.Fields(declarations.get(name), FieldType.ANY);
            case TypeRef.MapOf(TypeRef value) -> new Shape.Fields(null, FieldType.plain(value));
            case TypeRef.ListOf _, TypeRef.Scalar _ -> new Shape.Fields(null, FieldType.ANY);
        };
    }

    Shape shape(FieldType type, Object value) {
        return shape(type, value, null);
    }

    private static boolean isMap(@Nullable Object value) {
        return value == null || value instanceof Struct;
    }

    private Shape items(FieldType type, TypeRef item) {
        return switch (type.listType()) {
            case "map" ->
                new Shape.Items(
                        FieldType.plain(item),
                        type.keys(),
                        item instanceof TypeRef.Named(String name) ? declarations.get(name) : null);
            case "set" -> new Shape.Items(FieldType.plain(item), List.of(), null);
            default -> Shape.Leaf.INSTANCE;
        };
    }

    /** The step to an item; empty where the item lacks what tells it apart. */
    static Optional<PathElement> step(Shape.Items items, Object item) {
        if (items.keys().isEmpty()) {
            return item == Null.NULL ? Optional.empty() : Optional.of(new PathElement.Value(item));
        }
        if (!(item instanceof Struct struct)) {
            return Optional.empty();
        }
        Struct.Builder key = Struct.builder();
        for (String name : items.keys()) {
            Object value = struct.get(name);
            if (value == null) {
                value = defaultKey(items, name);
            }
            if (value != null) {
                key.put(name, value);
            }
        }
        return key.size() == 0 ? Optional.empty() : Optional.of(PathElement.Key.of(key.build()));
    }

    static @Nullable Object defaultKey(Shape.Items items, String name) {
        FieldDeclaration declared =
                items.structure() == null ? null : items.structure().field(name);
        return declared == null ? null : declared.defaultValue().orElse(null);
    }

    /** The step to an item; its position where nothing else tells it apart. */
    static PathElement stepOrPosition(Shape.Items items, Object item, int position) {
        return step(items, item).orElseGet(() -> new PathElement.Index(position));
    }

    /** Whether there may be a field of this name. */
    boolean allows(Shape.Fields fields, String name) {
        return fields.structure() == null
                || fields.declared(name) != null
                || declarations.keepsUnknown(fields.structure().name());
    }

    /**
     * What upstream's object has in a field that nobody set: null where it has nothing either.
     *
     * @param other what another such object has there: where that is written as null, so is this
     */
    @Nullable
    Object unset(Shape.Fields fields, String name, Object other) {
        FieldDeclaration declared = alwaysPresent ? fields.declared(name) : null;
        if (declared == null) {
            return null;
        }
        if (other == Null.NULL) {
            return other;
        }
        Object otherwise = declared.defaultValue().orElse(null);
        if (otherwise instanceof Struct struct && struct.isEmpty() && declared.type() instanceof TypeRef.Named) {
            return struct;
        }
        if (declared.isNullUnset()) {
            return Null.NULL;
        }
        if (!declared.required()) {
            return null;
        }
        return otherwise == null ? Null.NULL : isZero(otherwise) ? otherwise : null;
    }

    private static boolean isZero(Object value) {
        return value.equals("") || value.equals(0L) || value.equals(false);
    }

    /**
     * A set together with the declared fields that its paths lead through, which an object has whether or not somebody owns
     * them.
     */
    public FieldSet withNamedFields(FieldSet set, FieldType type) {
        FieldSet.Builder result = new FieldSet.Builder();
        addNamedFields(set, type, result);
        return result.build();
    }

    private void addNamedFields(FieldSet set, FieldType type, FieldSet.Builder result) {
        Shape shape = shape(type, Struct.EMPTY);
        set.nodes().forEach((element, node) -> {
            FieldSet.Builder at = result.at(element);
            FieldType below = FieldType.ANY;
            boolean named = false;
            if (element instanceof PathElement.Field(String name) && shape instanceof Shape.Fields fields) {
                below = fields.type(name);
                named = fields.declared(name) != null && !node.below().isEmpty();
            } else if (shape instanceof Shape.Items items) {
                below = items.item();
            }
            if (node.member() || named) {
                at.add();
            }
            addNamedFields(node.below(), below, at);
        });
    }
}
