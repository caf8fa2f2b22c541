package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An immutable node of a {@link KeyTree}. */
abstract sealed class TreeNode permits TreeLeaf, TreeBranch {
    /** Most entries of a node: its copy stays small, and four levels hold a million keys. */
    static final int ENTRIES_MAX = 32;

    /** Below this a node looks for a neighbour to merge with. */
    static final int ENTRIES_MIN = ENTRIES_MAX / 4;

    /** The node that a change made; {@code right} is its other half when it had to be split. */
    record Grown(TreeNode left, @Nullable TreeNode right) {}

    /** Number of keys below that are not tombstones. */
    final long live;

    TreeNode(long live) {
        this.live = live;
    }

    /** Number of entries: keys of a leaf, children of a branch. */
    abstract int size();

    /** The smallest key below; the node must not be empty. */
    abstract Bytes smallest();

    abstract Grown with(Version head);

    /** May be left empty. */
    abstract TreeNode without(Bytes key);

    /** A null bound is open. False when the visitor or the end bound ended the scan. */
    abstract boolean scan(@Nullable Bytes from, @Nullable Bytes end, KeyTree.Visitor visitor);

    /** A null bound is open. */
    abstract long liveCount(@Nullable Bytes from, @Nullable Bytes end);

    /** This node and its right neighbour (of the same level) as one, which must have room for both. */
    abstract TreeNode merge(TreeNode right);

    static <T> T[] inserted(T[] array, int index, T element) {
        T[] grown = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, index, grown, index + 1, array.length - index);
        grown[index] = element;
        return grown;
    }

    static <T> T[] removed(T[] array, int index) {
        T[] shrunk = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, index + 1, shrunk, index, shrunk.length - index);
        return shrunk;
    }

    static <T> T[] replaced(T[] array, int index, T element) {
        T[] copy = array.clone();
        copy[index] = element;
        return copy;
    }

    static <T> T[] joined(T[] left, T[] right) {
        T[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
