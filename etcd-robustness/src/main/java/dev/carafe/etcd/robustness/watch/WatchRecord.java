package dev.carafe.etcd.robustness.watch;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What one watch was told, in order. Belongs to one thread. */
public final class WatchRecord implements WatchListener {
    /** Responses of any size, and no fragments of them. */
    public static final int WHOLE = Integer.MAX_VALUE;

    /** One message to the watcher. */
    public sealed interface Told {}

    /**
     * Changes: a response, or a fragment of one.
     *
     * @param more whether the response goes on with the next message
     * @param revision the store's, as told with them
     * @param compactRevision the store's compact revision by then, or a later one
     */
    public record Events(List<WatchEvent> events, boolean more, long revision, long compactRevision) implements Told {}

    /** Everything up to a revision has been told. */
    public record Progress(long revision) implements Told {}

    /**
     * The watch ended.
     *
     * @param told the compact revision told, 0 for none
     * @param compactRevision the store's compact revision by then, or a later one
     */
    public record Cancelled(EtcdException cause, long told, long compactRevision) implements Told {}

    private final WatchRequest request;
    private final long createdRevision;
    private final LongSupplier compactRevision;
    private final int fragmentBytes;
    private final List<Told> told = new ArrayList<>();

    /** A record of a watch being made that asks for no fragments. */
    public WatchRecord(WatchRequest request, long createdRevision, LongSupplier compactRevision) {
        this(request, createdRevision, compactRevision, WHOLE);
    }

    /**
     * A record of a watch being made.
     *
     * @param createdRevision the store's revision when it was made
     * @param compactRevision the store's compact revision at any moment
     * @param fragmentBytes most bytes of events in a fragment, {@link #WHOLE} when it asks for none
     */
    public WatchRecord(WatchRequest request, long createdRevision, LongSupplier compactRevision, int fragmentBytes) {
        this.request = request;
        this.createdRevision = createdRevision;
        this.compactRevision = compactRevision;
        this.fragmentBytes = fragmentBytes;
    }

    public WatchRequest request() {
        return request;
    }

    /** Most bytes of events in a fragment. */
    public int fragmentBytes() {
        return fragmentBytes;
    }

    /** The first revision that the watch is about. */
    public long from() {
        return request.startRevision() == 0 ? createdRevision + 1 : request.startRevision();
    }

    public List<Told> told() {
        return told;
    }

    /** Whether it ended by itself. */
    public boolean ended() {
        return !told.isEmpty() && told.getLast() instanceof Cancelled;
    }

    /** The last revision of which it was told everything, for all that it knows. */
    public long reached() {
        for (int i = told.size() - 1; i >= 0; i--) {
            switch (told.get(i)) {
                case Events events when events.more() -> {} // of a response that broke off
                case Events events -> {
                    return events.events().getLast().kv().modRevision();
                }
                case Progress progress -> {
                    return progress.revision();
                }
                case Cancelled _ -> {}
            }
        }
        return from() - 1;
    }

    @Override
    public void events(List<WatchEvent> events, long revision) {
        message(events, false, revision);
    }

    /**
     * A response, or a fragment of one.
     *
     * @param more whether the response goes on with the next message
     */
    public void message(List<WatchEvent> events, boolean more, long revision) {
        told.add(new Events(List.copyOf(events), more, revision, compactRevision.getAsLong()));
    }

    @Override
    public void progress(long revision) {
        told.add(new Progress(revision));
    }

    @Override
    public void cancelled(EtcdException cause, long compacted) {
        told.add(new Cancelled(cause, compacted, compactRevision.getAsLong()));
    }
}
