package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventHistoryCollector;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.GeneralUserEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A history of so many events with the keys from 1 on, as a collector reads it. */
final class FakeEvents implements EventManager {
    static final ManagedObjectReference<EventManager> MANAGER =
            new ManagedObjectReference<>("EventManager", "EventManager");
    static final ManagedObjectReference<EventHistoryCollector> COLLECTOR =
            new ManagedObjectReference<>("EventHistoryCollector", "session-events");

    private final Map<ManagedObjectReference<?>, ManagedObject> objects;
    private final int count;
    private final AtomicInteger given = new AtomicInteger();

    FakeEvents(Map<ManagedObjectReference<?>, ManagedObject> objects, int count) {
        this.objects = objects;
        this.count = count;
    }

    /** How many events all pages of the collector that is there had. */
    int given() {
        return given.get();
    }

    @Override
    public ManagedObjectReference<EventHistoryCollector> createCollectorForEvents(EventFilterSpec filter) {
        given.set(0);
        objects.put(COLLECTOR, new EventHistoryCollector() {
            @Override
            public void rewindCollector() {
                given.set(0);
            }

            @Override
            public List<Event> readNextEvents(int maxCount) {
                int from = given.get();
                int end = Math.min(count, from + maxCount);
                given.set(end);
                return IntStream.range(from, end)
                        .<Event>mapToObj(FakeEvents::event)
                        .toList();
            }

            @Override
            public void destroyCollector() {
                objects.remove(COLLECTOR);
            }
        });
        return COLLECTOR;
    }

    private static Event event(int number) {
        return GeneralUserEvent.builder()
                .key(number + 1)
                .chainId(number + 1)
                .createdTime(Instant.EPOCH)
                .userName("root")
                .message("")
                .build();
    }
}
