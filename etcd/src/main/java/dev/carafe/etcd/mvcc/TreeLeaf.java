package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The newest versions of neighbouring keys, in the order of the keys. */
final class TreeLeaf extends TreeNode {
    private final Version[] heads;

    TreeLeaf(Version[] heads) {
        super(countLive(heads, 0, heads.length));
        this.heads = heads;
    }

    private TreeLeaf(Version[] heads, long live) {
        super(live);
        this.heads = heads;
    }

    @Nullable
    Version get(Bytes key) {
        int index = find(key);
        return index < 0 ? null : heads[index];
    }

    @Override
    int size() {
        return heads.length;
    }

    @Override
    Bytes smallest() {
        return heads[0].kv().key();
    }

    @Override
    Grown with(Version head) {
        int index = find(head.kv().key());
        if (index >= 0) {
            return new Grown(new TreeLeaf(replaced(heads, index, head), live - live(heads[index]) + live(head)), null);
        }
        Version[] grown = inserted(heads, -index - 1, head);
        if (grown.length <= ENTRIES_MAX) {
            return new Grown(new TreeLeaf(grown, live + live(head)), null);
        }
        int half = grown.length / 2;
        return new Grown(
                new TreeLeaf(Arrays.copyOf(grown, half)), new TreeLeaf(Arrays.copyOfRange(grown, half, grown.length)));
    }

    @Override
    TreeNode without(Bytes key) {
        int index = find(key);
        return index < 0 ? this : new TreeLeaf(removed(heads, index));
    }

    @Override
    boolean scan(@Nullable Bytes from, @Nullable Bytes end, KeyTree.Visitor visitor) {
        int stop = lowerBound(end, heads.length);
        for (int i = lowerBound(from, 0); i < stop; i++) {
            if (!visitor.visit(heads[i])) {
                return false;
            }
        }
        return stop == heads.length;
    }

    @Override
    long liveCount(@Nullable Bytes from, @Nullable Bytes end) {
        return from == null && end == null
                ? live
                : countLive(heads, lowerBound(from, 0), lowerBound(end, heads.length));
    }

    @Override
    TreeNode merge(TreeNode right) {
        return new TreeLeaf(joined(heads, ((TreeLeaf) right).heads));
    }

    /** Index of the first key that is not smaller; {@code open} for no bound. */
    private int lowerBound(@Nullable Bytes key, int open) {
        if (key == null) {
            return open;
        }
        int index = find(key);
        return index < 0 ? -index - 1 : index;
    }

    /** The key's index, or {@code -(where it belongs) - 1}. */
    private int find(Bytes key) {
        int low = 0;
        int high = heads.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = heads[middle].kv().key().compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private static long countLive(Version[] heads, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += live(heads[i]);
        }
        return count;
    }

    private static long live(Version head) {
        return head.isLive() ? 1 : 0;
    }
}
