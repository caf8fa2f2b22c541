package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys in order, each with its newest version: an immutable B+ tree. A change copies the nodes from the root to
 * one leaf and shares all others, so a reader keeps the tree it took while the writer goes on.
 *
 * <p>Each node knows how many of its keys are live (not tombstones), so counting a range costs its two edges only.
 */
final class KeyTree {
    static final KeyTree EMPTY = new KeyTree(new TreeLeaf(new Version[0]));

    /** What a scan calls for each key, in order; false ends the scan. */
    interface Visitor {
        boolean visit(Version head);
    }

    private final TreeNode root;

    private KeyTree(TreeNode root) {
        this.root = root;
    }

    /** Builds a tree of versions that are already in the order of their keys, each key once. */
    static KeyTree ofSorted(List<Version> heads) {
        if (heads.isEmpty()) {
            return EMPTY;
        }
        int fill = TreeNode.ENTRIES_MAX * 3 / 4; // leaves room for what comes
        int count = (heads.size() + fill - 1) / fill;
        TreeNode[] level = new TreeNode[count];
        Bytes[] firsts = new Bytes[count];
        for (int i = 0; i < count; i++) {
            List<Version> part = heads.subList(i * fill, Math.min((i + 1) * fill, heads.size()));
            level[i] = new TreeLeaf(part.toArray(new Version[0]));
            firsts[i] = part.getFirst().kv().key();
        }
        while (level.length > 1) {
            int parents = (level.length + fill - 1) / fill;
            TreeNode[] above = new TreeNode[parents];
            Bytes[] aboveFirsts = new Bytes[parents];
            for (int i = 0; i < parents; i++) {
                int from = i * fill;
                int to = Math.min(from + fill, level.length);
                above[i] =
                        new TreeBranch(Arrays.copyOfRange(level, from, to), Arrays.copyOfRange(firsts, from + 1, to));
                aboveFirsts[i] = firsts[from];
            }
            level = above;
            firsts = aboveFirsts;
        }
        return new KeyTree(level[0]);
    }

    @Nullable
    Version get(Bytes key) {
        TreeNode node = root;
        while (node instanceof TreeBranch branch) {
            node = branch.child(key);
        }
        return ((TreeLeaf) node).get(key);
    }

    /** This tree with the version as its key's newest. */
    KeyTree with(Version head) {
        TreeNode.Grown grown = root.with(head);
        TreeNode right = grown.right();
        return new KeyTree(right == null ? grown.left() : new TreeBranch(grown.left(), right));
    }

    /** This tree without the key. */
    KeyTree without(Bytes key) {
        TreeNode node = root.without(key);
        while (node instanceof TreeBranch branch && branch.size() == 1) {
            node = branch.only();
        }
        return node.size() == 0 ? EMPTY : new KeyTree(node);
    }

    /** Visits the range's keys in ascending order, tombstones included. */
    void scan(KeyRange range, Visitor visitor) {
        var _ = root.scan(range.from(), range.end(), visitor);
    }

    /** Number of keys of the range that exist now. */
    long liveCount(KeyRange range) {
        Bytes end = range.end();
        return end != null && end.compareTo(range.from()) <= 0 ? 0 : root.liveCount(range.from(), end);
    }
}
