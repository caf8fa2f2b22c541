package dev.carafe.vsphere.vmomi.event;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.EventManagerProperties;
import dev.carafe.vsphere.vim.vim25.VmPoweredOnEvent;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileEventJournalTest {
    private static final ManagedObjectReference<EventManager> MANAGER =
            new ManagedObjectReference<>("EventManager", "EventManager");

    @TempDir
    Path folder;

    private FileEventJournal journal() throws IOException {
        return FileEventJournal.open(folder.resolve("events"));
    }

    private static Event poweredOn(Events events) {
        return events.post(Inventory.machine(1), header ->
                (VmPoweredOnEvent) header.event("VmPoweredOnEvent", Map.of("template", false)));
    }

    private static Events open(Inventory inventory, EventJournal journal) {
        return Events.open(inventory.registry, MANAGER, journal, () -> Instant.EPOCH);
    }

    private static Inventory inventory() {
        Inventory inventory = new Inventory();
        inventory.add(1, "one");
        return inventory;
    }

    @Test
    void eventsOutliveTheServerAndTheirKeysAreNotUsedAgain() throws Exception {
        Event first;
        Event second;
        try (FileEventJournal journal = journal()) {
            Events events = open(inventory(), journal);
            first = poweredOn(events);
            second = poweredOn(events);
        }
        Event third;
        try (FileEventJournal journal = journal()) {
            Inventory inventory = inventory();
            Events events = open(inventory, journal);
            assertThat(((EventManagerProperties)
                                    inventory.registry.properties(MANAGER).orElseThrow())
                            .latestEvent())
                    .isEqualTo(second);
            third = poweredOn(events);
            assertThat(third.key()).isGreaterThan(second.key());
            assertThat(events.history()).containsExactly(first, second, third);
            Event fourth = poweredOn(events);
            assertThat(events.history()).containsExactly(first, second, third, fourth);
        }
        try (FileEventJournal journal = journal()) {
            assertThat(open(inventory(), journal).history())
                    .startsWith(first, second, third)
                    .hasSize(4);
        }
    }

    @Test
    void whatIsNewerThanAKeyIsFoundInBothFilesAndInWhatCameSince() throws Exception {
        Path file = folder.resolve("events");
        Events before = open(inventory(), FileEventJournal.open(file, 4));
        List<Event> all = new ArrayList<>();
        for (int each = 0; each < 6; each++) {
            all.add(poweredOn(before));
        }
        FileEventJournal journal = FileEventJournal.open(file, 4);
        Events events = open(inventory(), journal);
        all.add(poweredOn(events));
        for (int key = 0; key <= 7; key++) {
            assertThat(journal.past(key)).isEqualTo(all.subList(Math.min(key, 6), 6));
            assertThat(events.newerThan(key)).isEqualTo(all.subList(key, 7));
        }
        assertThat(events.history()).isEqualTo(all);
        assertThat(events.newerThan(2)).isEqualTo(all.subList(2, 7));
    }

    /** A killed server closes nothing: what it posted is there all the same. */
    @Test
    void nothingNeedsToBeClosed() throws Exception {
        Event event = poweredOn(open(inventory(), journal()));
        assertThat(journal().past(0)).containsExactly(event);
    }

    @Test
    void asManyAreKeptAsAskedForAndAtMostTwice() throws Exception {
        Events events = open(inventory(), FileEventJournal.open(folder.resolve("events"), 10));
        for (int each = 1; each <= 35; each++) {
            poweredOn(events);
            FileEventJournal now = FileEventJournal.open(folder.resolve("events"), 10);
            List<Event> past = now.past(0);
            assertThat(requireNonNull(now.latest()).key()).isEqualTo(each);
            assertThat(past).hasSizeBetween(Math.min(each, 10), 20);
            assertThat(past.getLast().key()).isEqualTo(each);
            now.close();
        }
    }

    @Test
    void aTornEventIsLeftOut() throws Exception {
        Event first;
        try (FileEventJournal journal = journal()) {
            Events events = open(inventory(), journal);
            first = poweredOn(events);
            poweredOn(events);
        }
        Path file = folder.resolve("events");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        try (FileEventJournal journal = journal()) {
            assertThat(journal.past(0)).containsExactly(first);
        }
    }

    @Test
    void aJournalThatFailsKeepsNoEventFromBeingTold() {
        EventJournal failing = new EventJournal() {
            @Override
            public @Nullable Event latest() {
                return null;
            }

            @Override
            public List<Event> past(long newerThan) throws IOException {
                throw new IOException("nothing can be read");
            }

            @Override
            public void posted(Event event) throws IOException {
                throw new IOException("no space left");
            }
        };
        Events events = open(inventory(), failing);
        Event first = poweredOn(events);
        Event second = poweredOn(events);
        assertThat(events.history()).containsExactly(first, second);
    }
}
