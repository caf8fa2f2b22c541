package dev.carafe.kubernetes.apimachinery.fieldpath;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, as a tree of their steps. A path being in the set says nothing of the paths below it. Immutable.
 */
public final class FieldSet {
    /** The set without paths. */
    public static final FieldSet EMPTY = new FieldSet(Collections.emptySortedMap());

    private final SortedMap<PathElement, Node> nodes;

    /**
     * One step.
     *
     * @param member whether the path that ends here is in the set
     * @param below the rest of the paths that go on from here
     */
    public record Node(boolean member, FieldSet below) {
        private static final Node ABSENT = new Node(false, EMPTY);
    }

    private FieldSet(SortedMap<PathElement, Node> nodes) {
        this.nodes = nodes;
    }

    /** The set of these paths. */
    public static FieldSet of(Path... paths) {
        Builder builder = new Builder();
        for (Path path : paths) {
            builder.add(path.elements());
        }
        return builder.build();
    }

    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** The first steps of all paths, in order. */
    public Map<PathElement, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    /** Whether the path of this one step is in the set. */
    public boolean has(PathElement element) {
        return node(element).member();
    }

    /** What goes on below a step. */
    public FieldSet below(PathElement element) {
        return node(element).below();
    }

    private Node node(PathElement element) {
        Node node = nodes.get(element);
        return node == null ? Node.ABSENT : node;
    }

    /** What is in this set, the other, or both. */
    public FieldSet union(FieldSet other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        TreeMap<PathElement, Node> result = new TreeMap<>(nodes);
        other.nodes.forEach((element, node) -> result.merge(
                element,
                node,
                (mine, theirs) ->
                        new Node(mine.member() || theirs.member(), mine.below().union(theirs.below()))));
        return new FieldSet(result);
    }

    /** What is in both sets. */
    public FieldSet intersection(FieldSet other) {
        return combine(
                other,
                (mine, theirs) ->
                        new Node(mine.member() && theirs.member(), mine.below().intersection(theirs.below())));
    }

    /** What is in this set and not in the other; paths below a member of the other stay. */
    public FieldSet difference(FieldSet other) {
        return other.isEmpty()
                ? this
                : combine(
                        other,
                        (mine, theirs) -> new Node(
                                mine.member() && !theirs.member(), mine.below().difference(theirs.below())));
    }

    /** What is in this set and neither in the other nor below one of its members. */
    public FieldSet recursiveDifference(FieldSet other) {
        return other.isEmpty()
                ? this
                : combine(
                        other,
                        (mine, theirs) -> theirs.member()
                                ? Node.ABSENT
                                : new Node(mine.member(), mine.below().recursiveDifference(theirs.below())));
    }

    @FunctionalInterface
    private interface Combination {
        Node of(Node mine, Node theirs);
    }

    private FieldSet combine(FieldSet other, Combination combination) {
        TreeMap<PathElement, Node> result = new TreeMap<>();
        nodes.forEach((element, node) -> put(result, element, combination.of(node, other.node(element))));
        return result.isEmpty() ? EMPTY : new FieldSet(result);
    }

    private static void put(Map<PathElement, Node> nodes, PathElement element, Node node) {
        if (node.member() || !node.below().isEmpty()) {
            nodes.put(element, node);
        }
    }

    /** Hands out every path in upstream's order: those that end at a step come before those that go on from it. */
    public void forEach(Consumer<Path> action) {
        forEach(new ArrayList<>(), action);
    }

    private void forEach(List<PathElement> prefix, Consumer<Path> action) {
        nodes.forEach((element, node) -> {
            if (node.member()) {
                prefix.add(element);
                action.accept(new Path(prefix));
                prefix.removeLast();
            }
        });
        nodes.forEach((element, node) -> {
            prefix.add(element);
            node.below().forEach(prefix, action);
            prefix.removeLast();
        });
    }

    /** The set that has these first steps. */
    static FieldSet ofNodes(SortedMap<PathElement, Node> nodes) {
        return nodes.isEmpty() ? EMPTY : new FieldSet(nodes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet that && nodes.equals(that.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        List<String> paths = new ArrayList<>();
        forEach(path -> paths.add(path.toString()));
        return String.join("\n", paths);
    }

    /** Collects a set while a value is walked; each step has a builder of its own. Not thread-safe. */
    public static final class Builder {
        private final TreeMap<PathElement, Builder> below = new TreeMap<>();
        private boolean member;

        /** Where the paths that go on with this step are collected. */
        public Builder at(PathElement element) {
            return below.computeIfAbsent(element, _ -> new Builder());
        }

        /** Puts the path that leads to this builder into the set. */
        public void add() {
            member = true;
        }

        void add(List<PathElement> path) {
            Builder end = this;
            for (PathElement element : path) {
                end = end.at(element);
            }
            end.add();
        }

        public FieldSet build() {
            TreeMap<PathElement, Node> nodes = new TreeMap<>();
            below.forEach((element, builder) -> put(nodes, element, new Node(builder.member, builder.build())));
            return ofNodes(nodes);
        }
    }
}
