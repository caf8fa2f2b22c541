package dev.carafe.kubernetes.client.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.ObjectReference;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {
    private final ManualClock clock = new ManualClock();
    private final EventCorrelator correlator = new EventCorrelator(clock);

    private Event event(String message) {
        return new Event()
                .withMetadata(new ObjectMeta().withName("web.1").withNamespace("default"))
                .withInvolvedObject(
                        new ObjectReference().withKind("Pod").withName("web").withUid("1"))
                .withReason("Failed")
                .withMessage(message)
                .withCount(1)
                .withFirstTimestamp(clock.instant())
                .withLastTimestamp(clock.instant());
    }

    private String outcome(Event event) {
        return switch (correlator.correlate(event)) {
            case EventCorrelator.Result.Skip() -> "skip";
            case EventCorrelator.Result.Create(Event created, String key) -> {
                correlator.written(key, created);
                yield "create " + created.message();
            }
            case EventCorrelator.Result.Repeat(Event repeated, String key) -> {
                correlator.written(key, repeated);
                yield repeated.count() + " " + repeated.message();
            }
        };
    }

    @Test
    void aRepeatedEventIsCounted() {
        assertThat(outcome(event("a"))).isEqualTo("create a");
        assertThat(outcome(event("a"))).isEqualTo("2 a");
        assertThat(outcome(event("a"))).isEqualTo("3 a");
    }

    @Test
    void manySimilarEventsAreCombined() {
        List<String> outcomes = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            outcomes.add(outcome(event("m" + i)));
        }
        assertThat(outcomes.get(8)).isEqualTo("create m9");
        assertThat(outcomes.subList(9, 12))
                .containsExactly(
                        "create (combined from similar events): m10",
                        "2 (combined from similar events): m11",
                        "3 (combined from similar events): m12");
    }

    @Test
    void aFloodIsCutOff() {
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < 27; i++) {
            outcomes.add(outcome(event("a")));
        }
        assertThat(outcomes).endsWith("25 a", "skip", "skip");
    }
}
