package dev.carafe.kubernetes.apiserver.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.robustness.Write.Told;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check finds what it is there to find. */
final class WritesTest {
    private final Writes writes = new Writes();

    private static History history(long tag) {
        return History.of(Map.of(2L, new History.Change("k", tag)));
    }

    private void wrote(Told told, long tag, long guard, long revision) {
        writes.add(new Write("k", tag, false, guard, 1, 2, told, revision));
    }

    @Test
    void whatIsThereAsItWasAcknowledgedIsGood() {
        wrote(Told.DONE, 7, 0, 2);
        assertThat(writes.check(history(7))).isEmpty();
    }

    @Test
    void anAcknowledgedWriteThatIsNotThereIsFound() {
        wrote(Told.DONE, 7, 0, 3);
        wrote(Told.NOTHING, 8, 0, 0);
        assertThat(writes.check(history(8))).singleElement().asString().startsWith("acknowledged and lost");
    }

    @Test
    void aWriteOverWhatItDidNotKnowIsFound() {
        wrote(Told.DONE, 7, 0, 2);
        wrote(Told.DONE, 8, 0, 3);
        assertThat(writes.check(History.of(Map.of(2L, new History.Change("k", 7), 3L, new History.Change("k", 8)))))
                .singleElement()
                .asString()
                .startsWith("written over a change");
    }

    @Test
    void aWriteWithoutAnAnswerMayHaveHappenedOnce() {
        wrote(Told.NOTHING, 7, 0, 0);
        assertThat(writes.check(history(7))).isEmpty();
        assertThat(writes.check(History.of(Map.of(2L, new History.Change("k", 7), 3L, new History.Change("k", 7)))))
                .singleElement()
                .asString()
                .startsWith("written by nobody, or twice");
    }

    @Test
    void whatNobodyWroteOrDeletedIsFound() {
        assertThat(writes.check(history(7))).singleElement().asString().startsWith("written by nobody");
        assertThat(writes.check(history(History.DELETED)))
                .singleElement()
                .asString()
                .startsWith("deleted by nobody");
    }

    @Test
    void aRefusalNeedsAnotherRevision() {
        wrote(Told.DONE, 7, 0, 2);
        wrote(Told.REFUSED, 8, 0, 0);
        assertThat(writes.check(history(7))).isEmpty();
        writes.add(new Write("other", 9, false, 0, 1, 2, Told.REFUSED, 0));
        assertThat(writes.check(history(7))).singleElement().asString().startsWith("refused although");
    }
}
