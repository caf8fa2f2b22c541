package dev.carafe.vsphere.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.GeneralUserEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static Event event(int key) {
        return GeneralUserEvent.builder()
                .key(key)
                .chainId(key)
                .createdTime(Instant.EPOCH)
                .userName("root")
                .message("m")
                .build();
    }

    @Test
    void eachEventOfPagesThatOverlapIsGivenOnceAndOldestFirst() {
        Events.Unseen unseen = new Events.Unseen();
        assertThat(unseen.of(List.of(event(3), event(2), event(1))))
                .extracting(Event::key)
                .containsExactly(1, 2, 3);
        assertThat(unseen.of(List.of(event(5), event(4), event(3), event(2))))
                .extracting(Event::key)
                .containsExactly(4, 5);
        assertThat(unseen.of(List.of(event(5), event(4)))).isEmpty();
    }
}
