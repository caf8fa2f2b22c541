package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.cacher.Snapshot;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.storage.ContinueToken;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import java.util.Optional;

/**
 * Pages of a list, and lists at one revision: from the watch cache where that knows the revision, else from the store (upstream's
 * rules of delegation, k8s.io/apiserver/pkg/storage/cacher/delegator).
 *
 * @param below the prefix of what is listed
 * @param limit most items of a page, 0 for all
 */
record Pages(ObjectStore store, String below, int limit, SelectionPredicate predicate) {
    private String prefix() {
        return store.resource().prefix();
    }

    private ListPage of(Snapshot snapshot, String from) {
        try (Span span = store.span("cacher.GetList")) {
            ListPage page = snapshot.page(prefix(), below, from, limit, predicate);
            span.event("Filtered items", "count", page.items().size());
            return page;
        }
    }

    private ListPage stored(String token, long revision) {
        return store.storage().list(prefix(), below, limit, token, revision, predicate);
    }

    /** The page that a token says, at the token's revision; at the newest where it says none. */
    ListPage after(String text) {
        ContinueToken token = ContinueToken.decode(text);
        String from = token.startBelow(prefix(), below);
        Optional<Snapshot> known = token.revision() > 0 ? store.cache().snapshotAt(token.revision()) : Optional.empty();
        return known.map(snapshot -> of(snapshot, from)).orElseGet(() -> stored(text, 0));
    }

    /** The first page at a revision. */
    ListPage at(long revision) {
        return store.cache()
                .snapshotAt(revision)
                .map(snapshot -> of(snapshot, below))
                .orElseGet(() -> stored("", revision));
    }

    /**
     * The first page of the newest, or of what is no older than a revision. A cache that is not there yet, or cannot catch up, leaves it
     * to the store.
     *
     * @param revision below 0 for the newest
     */
    ListPage first(long revision) {
        WatchCache cache = store.cache();
        if (cache.isReady()) {
            long fresh = revision < 0 ? store.storage().currentRevision() : revision;
            try {
                return of(cache.snapshot(fresh), below);
            } catch (StatusError e) {
                if (revision >= 0 || !isBehind(e)) {
                    throw e;
                }
            }
        }
        ListPage page = stored("", 0);
        if (page.revision() < revision) {
            throw StatusError.tooLargeResourceVersion(revision, page.revision(), 1);
        }
        return page;
    }

    private static boolean isBehind(StatusError error) {
        return error.code() == 504 || error.code() == 429;
    }
}
