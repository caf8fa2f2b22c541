package dev.carafe.etcd.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the core wants done, in this order.
 *
 * @param messages may be sent at once, beside the disk's work
 * @param snapshot to be made durable in place of the whole log and installed, null for none
 * @param entries to be made durable; an entry of an index that is there already replaces it and all behind it
 * @param hardState to be made durable together with the entries
 * @param mustSync whether any of it may not be lost; a commit index alone may
 * @param messagesAfterPersist to be sent once all that is durable
 * @param committed to be applied, once it is durable
 * @param reads reads that may go on once their index is applied
 */
public record Ready(
        List<Message> messages,
        @Nullable RaftSnapshot snapshot,
        List<Entry> entries,
        HardState hardState,
        boolean mustSync,
        List<Message> messagesAfterPersist,
        List<Entry> committed,
        List<ReadState> reads) {
    public Ready {
        messages = List.copyOf(messages);
        entries = List.copyOf(entries);
        messagesAfterPersist = List.copyOf(messagesAfterPersist);
        committed = List.copyOf(committed);
        reads = List.copyOf(reads);
    }
}
