package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.vim25.Event;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers events beyond the end of the server. {@link Events} lets one thread in at a time. */
public interface EventJournal {
    /** The last event that it remembered when it was opened; null for none. */
    @Nullable
    Event latest();

    /**
     * The events up to that one that it still remembers, oldest first: at least the last {@link Events#HISTORY_MAX}, of as many
     * as there were. Whoever asks for the last few does not wait until all are understood.
     *
     * @param newerThan a key, 0 for all: only those with higher ones
     * @throws IOException when they cannot be read
     */
    List<Event> past(long newerThan) throws IOException;

    /**
     * Remembers an event.
     *
     * @throws IOException when it will not be remembered
     */
    void posted(Event event) throws IOException;

    /** Remembers nothing: for servers that have nothing to lose. */
    static EventJournal none() {
        return new EventJournal() {
            @Override
            public @Nullable Event latest() {
                return null;
            }

            @Override
            public List<Event> past(long newerThan) {
                return List.of();
            }

            @Override
            public void posted(Event event) {}
        };
    }
}
