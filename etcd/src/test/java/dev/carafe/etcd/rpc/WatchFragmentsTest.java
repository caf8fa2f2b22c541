package dev.carafe.etcd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchFragmentsTest {
    private static EncodedEvent event(int valueBytes) {
        Bytes value = Bytes.wrap(new byte[valueBytes]);
        return EncodedEvent.of(new WatchEvent(new KeyValue(Bytes.utf8("k"), value, 2, 2, 1, 0), null));
    }

    private static List<List<Integer>> sizes(int bytesMax, int... valueBytes) {
        List<EncodedEvent> events =
                IntStream.of(valueBytes).mapToObj(WatchFragmentsTest::event).toList();
        List<List<EncodedEvent>> messages = WatchFragments.of(events, bytesMax);
        assertThat(messages.stream().flatMap(List::stream).toList()).isEqualTo(events);
        return messages.stream()
                .map(message -> message.stream().map(EncodedEvent::bytes).toList())
                .toList();
    }

    @Test
    void aMessageIsFilledUpToTheBound() {
        int event = event(50).bytes();
        assertThat(sizes(2 * event, 50, 50, 50)).containsExactly(List.of(event, event), List.of(event));
        assertThat(sizes(2 * event - 1, 50, 50, 50)).containsExactly(List.of(event), List.of(event), List.of(event));
        assertThat(sizes(3 * event, 50, 50, 50)).containsExactly(List.of(event, event, event));
    }

    @Test
    void anEventThatIsTooLargeIsAlone() {
        int small = event(1).bytes();
        int large = event(500).bytes();
        assertThat(sizes(100, 1, 500, 1)).containsExactly(List.of(small), List.of(large), List.of(small));
        assertThat(sizes(100, 500)).containsExactly(List.of(large));
        assertThat(sizes(1, 500, 1)).containsExactly(List.of(large), List.of(small));
    }

    @Test
    void withoutABoundAllComesTogether() {
        assertThat(sizes(Integer.MAX_VALUE, 500, 500)).hasSize(1);
    }
}
