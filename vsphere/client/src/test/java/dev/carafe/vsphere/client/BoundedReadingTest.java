package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of a large inventory is never in memory as a whole, unless its reader keeps it. */
class BoundedReadingTest {
    private static final int MANY = 10_000;
    /** The most that is asked for at once. */
    private static final int PAGE = 1_000;

    private FakeVCenter server;
    private VSphereClient client;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
        client = server.client();
        server.properties.pageObjects(MANY); // a server that gives as much as it is asked for
        for (int i = 0; i < MANY; i++) {
            server.properties.set(new ManagedObjectReference<>("VirtualMachine", "vm-" + i), "name", "vm" + i);
        }
    }

    @AfterEach
    void stopServer() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void aViewIsReadPageByPage() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (View view = View.container(client, FakeProperties.ROOT, List.of("VirtualMachine"))) {
            view.each("VirtualMachine", List.of("name"), found -> {
                assertThat(server.properties.given() - received.getAndIncrement())
                        .as("objects that were sent and not given yet")
                        .isBetween(1, PAGE);
                return true;
            });
        }
        assertThat(received).hasValue(MANY);
        assertThat(server.calls).doesNotContain("CancelRetrievePropertiesEx");
    }

    @Test
    void whoHasSeenEnoughLetsTheServerForgetTheRest() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (View view = View.container(client, FakeProperties.ROOT, List.of("VirtualMachine"))) {
            view.each("VirtualMachine", List.of("name"), _ -> received.incrementAndGet() < 5);
            assertThat(received).hasValue(5);
            assertThat(server.properties.given()).isEqualTo(PAGE);
            assertThat(server.calls).containsOnlyOnce("CancelRetrievePropertiesEx");

            assertThatIllegalStateException()
                    .isThrownBy(() -> view.each("VirtualMachine", List.of("name"), _ -> {
                        throw new IllegalStateException("the reader's own");
                    }));
            assertThat(server.calls)
                    .filteredOn("CancelRetrievePropertiesEx"::equals)
                    .hasSize(2);
        }
    }

    @Test
    void aHistoryOfEventsIsReadPageByPage() throws Exception {
        FakeEvents history = new FakeEvents(server.objects, MANY);
        server.objects.put(FakeEvents.MANAGER, history);
        Events events = new Events(client);
        AtomicInteger received = new AtomicInteger();
        events.each(EventFilterSpec.builder().build(), event -> {
            assertThat(event.key()).isEqualTo(received.incrementAndGet());
            assertThat(history.given() - received.get()).isLessThan(PAGE);
            return true;
        });
        assertThat(received).hasValue(MANY);
        assertThat(events.query(EventFilterSpec.builder().build(), 1_500)).hasSize(1_500);
        assertThat(events.query(EventFilterSpec.builder().build(), 0)).isEmpty();
        assertThat(server.objects).doesNotContainKey(FakeEvents.COLLECTOR);
    }
}
