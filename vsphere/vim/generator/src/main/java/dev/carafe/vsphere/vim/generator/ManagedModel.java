package dev.carafe.vsphere.vim.generator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A managed object, with its place in the hierarchy. */
final class ManagedModel {
    final String namespace;
    final Facts.Managed facts;
    final int index;
    final DataModel properties;

    /** The number of its first method in the namespace; the others follow. */
    final int firstMethod;

    final List<ManagedModel> children = new ArrayList<>();

    /** Null for the root, {@code ManagedObject}. */
    @Nullable
    ManagedModel parent;

    ManagedModel(String namespace, Facts.Managed facts, int index, DataModel properties, int firstMethod) {
        this.namespace = namespace;
        this.facts = facts;
        this.index = index;
        this.properties = properties;
        this.firstMethod = firstMethod;
    }

    /** Whether it is the root of all managed objects, which the runtime declares itself. */
    boolean isRoot() {
        return facts.name().equals(Model.MANAGED_ROOT);
    }

    boolean hasSubtypes() {
        return !children.isEmpty();
    }

    String javaName() {
        return JavaNames.classOf(facts.name());
    }
}
