package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring nodes of one level. {@code separators[i]} lies between {@code children[i]} and {@code children[i + 1]}:
 * every key on the left is smaller, none on the right is.
 */
final class TreeBranch extends TreeNode {
    private final TreeNode[] children;
    private final Bytes[] separators;

    TreeBranch(TreeNode[] children, Bytes[] separators) {
        super(sumLive(children));
        this.children = children;
        this.separators = separators;
    }

    private TreeBranch(TreeNode[] children, Bytes[] separators, long live) {
        super(live);
        this.children = children;
        this.separators = separators;
    }

    /** The root above a root that was split. */
    TreeBranch(TreeNode left, TreeNode right) {
        this(new TreeNode[] {left, right}, new Bytes[] {right.smallest()});
    }

    TreeNode child(Bytes key) {
        return children[childIndex(key)];
    }

    TreeNode only() {
        return children[0];
    }

    @Override
    int size() {
        return children.length;
    }

    @Override
    Bytes smallest() {
        return children[0].smallest();
    }

    @Override
    Grown with(Version head) {
        int index = childIndex(head.kv().key());
        Grown grown = children[index].with(head);
        TreeNode[] replaced = replaced(children, index, grown.left());
        TreeNode right = grown.right();
        if (right == null) {
            long now = live - children[index].live + grown.left().live;
            return new Grown(new TreeBranch(replaced, separators, now), null);
        }
        TreeNode[] nodes = inserted(replaced, index + 1, right);
        Bytes[] between = inserted(separators, index, right.smallest());
        if (nodes.length <= ENTRIES_MAX) {
            return new Grown(new TreeBranch(nodes, between), null);
        }
        int half = nodes.length / 2;
        return new Grown(
                new TreeBranch(Arrays.copyOf(nodes, half), Arrays.copyOf(between, half - 1)),
                new TreeBranch(
                        Arrays.copyOfRange(nodes, half, nodes.length),
                        Arrays.copyOfRange(between, half, between.length)));
    }

    @Override
    TreeNode without(Bytes key) {
        int index = childIndex(key);
        TreeNode child = children[index].without(key);
        if (child == children[index]) {
            return this;
        }
        if (child.size() == 0) {
            return children.length == 1
                    ? child
                    : new TreeBranch(removed(children, index), removed(separators, Math.max(0, index - 1)));
        }
        TreeNode[] nodes = replaced(children, index, child);
        if (child.size() < ENTRIES_MIN && children.length > 1) {
            int left = index == 0 ? 0 : index - 1;
            if (nodes[left].size() + nodes[left + 1].size() <= ENTRIES_MAX) {
                TreeNode[] fewer = removed(nodes, left + 1);
                fewer[left] = nodes[left].merge(nodes[left + 1]);
                return new TreeBranch(fewer, removed(separators, left));
            }
        }
        return new TreeBranch(nodes, separators);
    }

    @Override
    boolean scan(@Nullable Bytes from, @Nullable Bytes end, KeyTree.Visitor visitor) {
        int first = from == null ? 0 : childIndex(from);
        for (int i = first; i < children.length; i++) {
            if (!children[i].scan(i == first ? from : null, end, visitor)) {
                return false;
            }
        }
        return true;
    }

    @Override
    long liveCount(@Nullable Bytes from, @Nullable Bytes end) {
        if (from == null && end == null) {
            return live;
        }
        int first = from == null ? 0 : childIndex(from);
        int last = end == null ? children.length - 1 : childIndex(end);
        long count = 0;
        for (int i = first; i <= last; i++) {
            count += children[i].liveCount(i == first ? from : null, i == last ? end : null);
        }
        return count;
    }

    @Override
    TreeNode merge(TreeNode right) {
        TreeBranch other = (TreeBranch) right;
        return new TreeBranch(
                joined(children, other.children),
                joined(inserted(separators, separators.length, other.smallest()), other.separators));
    }

    /** The child whose keys the key belongs to. */
    private int childIndex(Bytes key) {
        int low = 0;
        int high = separators.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (separators[middle].compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long sumLive(TreeNode[] nodes) {
        long sum = 0;
        for (TreeNode node : nodes) {
            sum += node.live;
        }
        return sum;
    }
}
