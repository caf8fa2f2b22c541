package dev.carafe.vsphere.vmomi.history;

import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * A place in a history that grows at its end: it is read from there towards newer items or towards older ones. It begins
 * before the oldest. Safe for all threads.
 */
public final class HistoryCursor<T> {
    /** What a page holds unless a client says otherwise. */
    public static final int PAGE_DEFAULT = 10;

    private static final int PAGE_MAX = 1_000;

    /** How many items are looked at in one go: most histories are longer than what a page needs of them. */
    private static final int PART = 128;

    private final Supplier<List<T>> items;
    private final LongFunction<List<T>> newer;
    private final UnaryOperator<List<T>> matching;
    private final ToLongFunction<T> number;
    /** The number of the newest item that lies behind the cursor; guarded by this. */
    private long behind = Long.MIN_VALUE;

    /**
     * @param items gives what there is now, oldest first
     * @param matching those of some neighbouring items that are shown, in their order and with their numbers; it is asked
     *     for as few as a page needs
     * @param number of an item; it rises from one to the next and stays
     */
    public HistoryCursor(Supplier<List<T>> items, UnaryOperator<List<T>> matching, ToLongFunction<T> number) {
        this(
                items,
                behind -> {
                    List<T> all = items.get();
                    return all.subList(newerThan(all, behind, number), all.size());
                },
                matching,
                number);
    }

    /**
     * As the other, for a history of which what is newer than an item can be had without all of it.
     *
     * @param newer gives the items whose numbers are above the given one, oldest first
     */
    public HistoryCursor(
            Supplier<List<T>> items,
            LongFunction<List<T>> newer,
            UnaryOperator<List<T>> matching,
            ToLongFunction<T> number) {
        this.items = items;
        this.newer = newer;
        this.matching = matching;
        this.number = number;
    }

    /** @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when no page may be of that size */
    public static int checkSize(int maxCount) {
        if (maxCount <= 0 || maxCount > PAGE_MAX) {
            throw InvalidArgument.builder()
                    .invalidProperty("maxCount")
                    .build()
                    .exception(
                            "A specified parameter was not correct: maxCount: it is between 1 and " + PAGE_MAX + ".");
        }
        return maxCount;
    }

    /** The next newer items, oldest first; the cursor is behind them then. */
    public synchronized List<T> next(int maxCount) {
        int most = checkSize(maxCount);
        List<T> all = newer.apply(behind);
        List<T> found = new ArrayList<>();
        for (int from = 0; from < all.size() && found.size() < most; from += PART) {
            List<T> part = matching.apply(all.subList(from, Math.min(from + PART, all.size())));
            found.addAll(part.subList(0, Math.min(part.size(), most - found.size())));
        }
        if (!found.isEmpty()) {
            behind = number.applyAsLong(found.getLast());
        }
        return found;
    }

    /** The next older items, newest first; the cursor is before them then. */
    public synchronized List<T> previous(int maxCount) {
        int most = checkSize(maxCount);
        List<T> all = items.get();
        List<T> found = newest(all.subList(0, newerThan(all, behind, number)), most);
        if (!found.isEmpty()) {
            behind = number.applyAsLong(found.getLast()) - 1;
        }
        return found;
    }

    /** The place of the first item with a higher number. */
    private static <T> int newerThan(List<T> all, long than, ToLongFunction<T> number) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (number.applyAsLong(all.get(middle)) <= than) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The newest that match, newest first. */
    private List<T> newest(List<T> all, int most) {
        List<T> found = new ArrayList<>();
        for (int to = all.size(); to > 0 && found.size() < most; to -= PART) {
            List<T> part =
                    matching.apply(all.subList(Math.max(0, to - PART), to)).reversed();
            found.addAll(part.subList(0, Math.min(part.size(), most - found.size())));
        }
        return found;
    }

    /** Goes before the oldest item. */
    public synchronized void rewind() {
        behind = Long.MIN_VALUE;
    }

    /** Goes before the latest page. */
    public synchronized void reset(int pageSize) {
        List<T> latest = latest(pageSize);
        behind = latest.isEmpty() ? Long.MIN_VALUE : number.applyAsLong(latest.getLast()) - 1;
    }

    /** The latest items, newest first. */
    public List<T> latest(int pageSize) {
        return List.copyOf(newest(items.get(), pageSize));
    }
}
