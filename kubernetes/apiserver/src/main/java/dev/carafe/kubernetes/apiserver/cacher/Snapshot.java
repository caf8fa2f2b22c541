package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.kubernetes.apiserver.storage.ContinueToken;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * All objects of a resource as they were at one revision, to be listed in pages.
 *
 * @param objects in the order of their keys; never changes
 */
public record Snapshot(long revision, List<StoredObject> objects) {
    /**
     * A page of the objects below a prefix.
     *
     * @param resourcePrefix what tokens are relative to
     * @param below the same, or that of one namespace; ends in a slash
     * @param from the first key of the page; the prefix for the first page
     * @param limit most items, 0 for all
     */
    public ListPage page(String resourcePrefix, String below, String from, int limit, SelectionPredicate predicate) {
        int end = position(below.substring(0, below.length() - 1) + (char) ('/' + 1));
        List<StoredObject> items = new ArrayList<>();
        for (int at = position(from); at < end; at++) {
            StoredObject object = objects.get(at);
            if (limit > 0 && items.size() == limit) {
                // A page that is full ends where it is, and whether more of what follows is wanted is for the next one
                // to see.
                String next = objects.get(at - 1).key().substring(resourcePrefix.length()) + "\0";
                String token = new ContinueToken(revision, next).encode();
                return new ListPage(items, revision, token, predicate.isEverything() ? end - at : -1);
            }
            if (predicate.test(object)) {
                items.add(object);
            }
        }
        return new ListPage(items, revision, "", 0);
    }

    /** Where the first object is whose key is not before this one. */
    private int position(String key) {
        int low = 0;
        int high = objects.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (objects.get(middle).key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
