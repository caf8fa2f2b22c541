package dev.carafe.vsphere.vmomi.history;

import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * A place in a history that grows at its end: it is read from there towards newer items or towards older ones. It begins
 * before the oldest. Safe for all threads.
 */
public final class HistoryCursor<T> {
    /** What a page holds unless a client says otherwise. */
    public static final int PAGE_DEFAULT = 10;

    private static final int PAGE_MAX = 1_000;

    private final Supplier<List<T>> items;
    private final ToLongFunction<T> number;
    /** The number of the newest item that lies behind the cursor; guarded by this. */
    private long behind = Long.MIN_VALUE;

    /**
     * @param items gives what there is now, oldest first
     * @param number of an item; it rises from one to the next and stays
     */
    public HistoryCursor(Supplier<List<T>> items, ToLongFunction<T> number) {
        this.items = items;
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
        List<T> found = new ArrayList<>();
        for (T item : items.get()) {
            if (number.applyAsLong(item) > behind) {
                found.add(item);
                if (found.size() == most) {
                    break;
                }
            }
        }
        if (!found.isEmpty()) {
            behind = number.applyAsLong(found.getLast());
        }
        return found;
    }

    /** The next older items, newest first; the cursor is before them then. */
    public synchronized List<T> previous(int maxCount) {
        int most = checkSize(maxCount);
        List<T> found = new ArrayList<>();
        for (T item : items.get().reversed()) {
            if (number.applyAsLong(item) <= behind) {
                found.add(item);
                if (found.size() == most) {
                    break;
                }
            }
        }
        if (!found.isEmpty()) {
            behind = number.applyAsLong(found.getLast()) - 1;
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
        List<T> all = items.get();
        return List.copyOf(
                all.subList(Math.max(0, all.size() - pageSize), all.size()).reversed());
    }
}
