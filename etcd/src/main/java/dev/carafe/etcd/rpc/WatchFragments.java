package dev.carafe.etcd.rpc;

import java.util.ArrayList;
import java.util.List;

/** Splits what a watch tells at once into messages of a bounded size. Source: etcd {@code server/etcdserver/api/v3rpc/watch.go}. */
public final class WatchFragments {
    private WatchFragments() {}

    /**
     * The events of each message, in order; all but the last are to be marked as fragments.
     *
     * @param bytesMax most bytes of events in a message; an event that has more is alone in one
     */
    public static List<List<EncodedEvent>> of(List<EncodedEvent> events, int bytesMax) {
        if (events.size() < 2 || bytesMax == Integer.MAX_VALUE) {
            return List.of(events);
        }
        List<List<EncodedEvent>> messages = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < events.size(); i++) {
            int next = events.get(i).bytes();
            if (bytes + next > bytesMax && i > from) {
                messages.add(events.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += next;
        }
        messages.add(events.subList(from, events.size()));
        return messages;
    }
}
