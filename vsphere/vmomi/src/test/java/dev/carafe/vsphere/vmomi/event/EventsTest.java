package dev.carafe.vsphere.vmomi.event;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.EventManagerProperties;
import dev.carafe.vsphere.vim.vim25.GeneralUserEvent;
import dev.carafe.vsphere.vim.vim25.VmPoweredOnEvent;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventsTest {
    private static final ManagedObjectReference<EventManager> MANAGER =
            new ManagedObjectReference<>("EventManager", "EventManager");

    private final Inventory inventory = new Inventory();
    private final Events events = Events.open(inventory.registry, MANAGER, () -> Instant.EPOCH);

    private static VmPoweredOnEvent poweredOn(EventHeader header) {
        return (VmPoweredOnEvent) header.event("VmPoweredOnEvent", Map.of("template", false));
    }

    @Test
    void anEventNamesWhatItIsAboutAndSaysItInASentence() {
        inventory.add(1, "one");
        VmPoweredOnEvent event = events.post(Inventory.machine(1), EventsTest::poweredOn);
        assertThat(requireNonNull(event.vm()).name()).isEqualTo("one");
        assertThat(requireNonNull(event.vm()).vm()).isEqualTo(Inventory.machine(1));
        assertThat(event.fullFormattedMessage()).isEqualTo("one on  in  is powered on");
        assertThat(event.createdTime()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void keysGoUpAndEachEventIsAChainOfItsOwnUnlessItFollowsFromAnother() {
        Event first = events.post(EventsTest::poweredOn);
        Event second = events.post(EventsTest::poweredOn);
        assertThat(second.key()).isGreaterThan(first.key());
        assertThat(second.chainId()).isEqualTo(second.key());
        Event following = new Events.Chain(first.key(), "ann", null).call(() -> events.post(EventsTest::poweredOn));
        assertThat(following.chainId()).isEqualTo(first.key());
        assertThat(following.userName()).isEqualTo("ann");
    }

    @Test
    void theManagerShowsTheLatestAndListenersHearAll() {
        List<Event> heard = new ArrayList<>();
        Runnable end = events.listen(heard::add);
        Event event = events.post(EventsTest::poweredOn);
        end.run();
        Event unheard = events.post(EventsTest::poweredOn);
        assertThat(heard).containsExactly(event);
        assertThat(((EventManagerProperties)
                                inventory.registry.properties(MANAGER).orElseThrow())
                        .latestEvent())
                .isEqualTo(unheard);
        assertThat(events.history()).containsExactly(event, unheard);
    }

    @Test
    void aClientsEventIsGivenAKeyAndATime() {
        inventory.add(1, "one");
        EventManager manager = (EventManager) inventory.registry.find(MANAGER).orElseThrow();
        manager.logUserEvent(Inventory.machine(1), "hello");
        GeneralUserEvent event = (GeneralUserEvent) events.history().getFirst();
        assertThat(event.fullFormattedMessage()).isEqualTo("User logged event: hello");
        assertThat(requireNonNull(event.entity()).entity()).isEqualTo(Inventory.machine(1));
        manager.postEvent(event, null);
        assertThat(events.history().getLast().key()).isGreaterThan(event.key());
    }

    @Test
    void noMoreEventsAreKeptThanTheBound() {
        for (int i = 0; i <= Events.HISTORY_MAX; i++) {
            events.post(EventsTest::poweredOn);
        }
        assertThat(events.history()).hasSize(Events.HISTORY_MAX);
        assertThat(events.history().getFirst().key()).isEqualTo(2);
    }

    @Test
    void anEventThatIsNoneOrLacksSomethingIsADefect() {
        assertThatIllegalArgumentException().isThrownBy(() -> events.post(header -> header.event("NoEvent", Map.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.post(header -> header.event("VmPoweredOnEvent", Map.of())));
    }
}
