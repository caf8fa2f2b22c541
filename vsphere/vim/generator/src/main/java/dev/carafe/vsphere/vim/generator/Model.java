package dev.carafe.vsphere.vim.generator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all namespaces, joined: every name resolved, parents and children linked. The first namespace is the base;
 * the others may name what is in it, and nothing of each other.
 */
final class Model {
    static final String MANAGED_ROOT = "ManagedObject";
    static final String FAULT_ROOT = "MethodFault";

    /** The roots of the data types: the runtime's {@code DataObject} stands for both; their fields are never on the wire. */
    static final Set<String> DATA_ROOTS = Set.of("DataObject", "DynamicData");

    static final Set<String> PRIMITIVES = Set.of(
            "string",
            "boolean",
            "byte",
            "short",
            "int",
            "long",
            "float",
            "double",
            "dateTime",
            "base64Binary",
            "any",
            "typeName",
            "propertyPath",
            "methodName");

    private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
    private final String base;

    /** @throws IllegalArgumentException when a table names a type that no table has */
    Model(List<Facts> tables) {
        base = tables.getFirst().namespace();
        tables.forEach(table -> namespaces.put(table.namespace(), new Namespace(table)));
        namespaces.values().forEach(this::link);
        namespaces.values().forEach(this::check);
    }

    Iterable<Namespace> namespaces() {
        return namespaces.values();
    }

    Namespace base() {
        return namespace(base);
    }

    boolean isBase(Namespace namespace) {
        return namespace.name().equals(base);
    }

    /** The namespace that has this type for one that names it: its own, or the base. */
    Namespace owner(String from, String type) {
        Namespace own = namespace(from);
        if (own.data.containsKey(type) || own.enums.containsKey(type) || own.managed.containsKey(type)) {
            return own;
        }
        return namespace(base);
    }

    DataModel data(String from, String type) {
        return found(owner(from, type).data.get(type), type);
    }

    ManagedModel managed(String from, String type) {
        return found(owner(from, type).managed.get(type), type);
    }

    boolean isEnum(String from, String type) {
        return owner(from, type).enums.containsKey(type);
    }

    private Namespace namespace(String name) {
        return found(namespaces.get(name), name);
    }

    private void link(Namespace namespace) {
        for (Facts.Data fact : namespace.facts.data()) {
            String parent = fact.parent();
            if (parent != null && !DATA_ROOTS.contains(parent) && !DATA_ROOTS.contains(fact.name())) {
                join(data(namespace.name(), fact.name()), data(namespace.name(), parent));
            } else if (parent == null && fact.fault() && !fact.name().equals(FAULT_ROOT)) {
                throw new IllegalArgumentException("a fault without a parent: " + fact.name());
            }
        }
        for (ManagedModel managed : namespace.managed.values()) {
            String parent = managed.facts.parent();
            if (parent != null) {
                ManagedModel above = managed(namespace.name(), parent);
                managed.parent = above;
                above.children.add(managed);
                if (!above.isRoot()) {
                    join(managed.properties, above.properties);
                }
            }
        }
    }

    private static void join(DataModel child, DataModel parent) {
        if (child.kind != parent.kind) {
            throw new IllegalArgumentException(child.name + " is no " + parent.kind + " as its parent is");
        }
        child.parent = parent;
        parent.children.add(child);
    }

    private void check(Namespace namespace) {
        String from = namespace.name();
        namespace.data.values().forEach(data -> data.ownFields.forEach(field -> check(from, field.type())));
        for (ManagedModel managed : namespace.managed.values()) {
            for (Facts.Method method : managed.facts.methods()) {
                method.parameters().forEach(parameter -> check(from, parameter.type()));
                method.faults().forEach(fault -> data(from, fault));
                if (!method.result().isVoid()) {
                    check(from, method.result());
                }
                TypeRef taskResult = method.taskResult();
                if (taskResult != null && !taskResult.isVoid()) {
                    check(from, taskResult);
                }
            }
        }
    }

    private void check(String from, TypeRef type) {
        if (type.reference()) {
            managed(from, type.name());
        } else if (!PRIMITIVES.contains(type.name()) && !isEnum(from, type.name())) {
            data(from, type.name());
        }
    }

    private static <T> T found(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("no table has the type " + name);
        }
        return value;
    }
}
