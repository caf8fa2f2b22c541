package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client that lists of the store in pages, one now and then, while the store forgets what they are of. */
final class PagedList {
    private static final int LIMIT = 3;

    private final List<StoredObject> items = new ArrayList<>();
    private String token = "";

    /** Whether the next page is the first one. */
    boolean begins() {
        return token.isEmpty();
    }

    /**
     * Asks for the next page; answers the whole list with the last one.
     *
     * @throws StatusError where the store has forgotten what the pages are of; the next one is a first one then
     */
    Optional<ListPage> next(ObjectStorage storage) {
        ListPage page;
        try {
            page = storage.list(
                    SimulatedServer.PREFIX, SimulatedServer.PREFIX, LIMIT, token, 0, SelectionPredicate.EVERYTHING);
        } catch (StatusError e) {
            items.clear();
            token = "";
            throw e;
        }
        items.addAll(page.items());
        token = page.continueToken();
        if (!token.isEmpty()) {
            return Optional.empty();
        }
        ListPage whole = new ListPage(List.copyOf(items), page.revision(), "", 0);
        items.clear();
        return Optional.of(whole);
    }
}
