package dev.carafe.kubernetes.apimachinery.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.junit.jupiter.api.Test;

class WatchEventTest {
    @Test
    void readsWhatItWrites() {
        WatchEvent event = WatchEvent.error(StatusError.tooOldResourceVersion(1, 5));
        assertThat(WatchEvent.ofTree(event.toTree())).contains(event);
        assertThat(StatusError.ofStatus(event.object()).code()).isEqualTo(410);
    }

    @Test
    void isEmptyForWhatIsNoEvent() {
        assertThat(WatchEvent.ofTree(Struct.EMPTY)).isEmpty();
        assertThat(WatchEvent.ofTree(Struct.of("type", "MOVED", "object", Struct.EMPTY)))
                .isEmpty();
    }
}
