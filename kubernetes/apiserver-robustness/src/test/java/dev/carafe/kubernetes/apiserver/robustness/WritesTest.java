package dev.carafe.kubernetes.apiserver.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.robustness.History.Change;
import dev.carafe.kubernetes.apiserver.robustness.Write.Told;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check finds what it is there to find. */
final class WritesTest {
    private static final long END_MS = 100_000;

    private final Writes writes = new Writes();
    private final Moments moments = new Moments();

    private static History history(long tag) {
        return History.of(Map.of(2L, new Change("k", tag)));
    }

    private static History history(long tag, long later) {
        return History.of(Map.of(2L, new Change("k", tag), 3L, new Change("k", later)));
    }

    private void wrote(Told told, long tag, long guard, long revision) {
        writes.add(new Write("k", tag, false, guard, 1, 2, told, revision));
    }

    private List<String> check(History history) {
        return writes.check(history, moments, END_MS);
    }

    @Test
    void whatIsThereAsItWasAcknowledgedIsGood() {
        wrote(Told.DONE, 7, 0, 2);
        assertThat(check(history(7))).isEmpty();
    }

    @Test
    void anAcknowledgedWriteThatIsNotThereIsFound() {
        wrote(Told.DONE, 7, 0, 3);
        wrote(Told.NOTHING, 8, 0, 0);
        assertThat(check(history(8))).singleElement().asString().startsWith("acknowledged and lost");
    }

    @Test
    void aWriteOverWhatItDidNotKnowIsFound() {
        wrote(Told.DONE, 7, 0, 2);
        wrote(Told.DONE, 8, 0, 3);
        assertThat(check(history(7, 8))).singleElement().asString().startsWith("written over a change");
    }

    @Test
    void aWriteWithoutAnAnswerMayHaveHappenedOnce() {
        wrote(Told.NOTHING, 7, 0, 0);
        assertThat(check(history(7))).isEmpty();
        assertThat(check(history(7, 7))).singleElement().asString().startsWith("written by nobody, or twice");
    }

    @Test
    void whatNobodyWroteOrDeletedIsFound() {
        assertThat(check(history(7))).singleElement().asString().startsWith("written by nobody");
        assertThat(check(history(History.DELETED))).singleElement().asString().startsWith("deleted by nobody");
    }

    @Test
    void aRefusalNeedsAnotherRevision() {
        wrote(Told.DONE, 7, 0, 2);
        wrote(Told.REFUSED, 8, 0, 0);
        assertThat(check(history(7))).isEmpty();
        writes.add(new Write("other", 9, false, 0, 1, 2, Told.REFUSED, 0));
        assertThat(check(history(7))).singleElement().asString().startsWith("refused although");
    }

    @Test
    void whatWasToEndMayEndOnceItsTimeIsOver() {
        wrote(Told.DONE, 7, 0, 2);
        writes.ends(7, 5_000);
        moments.saw(2, 1_000);
        moments.saw(3, 5_000);
        assertThat(check(history(7, History.DELETED))).isEmpty();
        assertThat(writes.ended()).isEqualTo(1);
    }

    @Test
    void whatEndsBeforeItsTimeIsFound() {
        wrote(Told.DONE, 7, 0, 2);
        writes.ends(7, 5_000);
        moments.saw(2, 1_000);
        moments.saw(3, 4_999);
        assertThat(check(history(7, History.DELETED)))
                .singleElement()
                .asString()
                .startsWith("ended too early at 3");
    }

    @Test
    void whatWasMadeToStayAndEndsIsFound() {
        wrote(Told.DONE, 7, 0, 2);
        wrote(Told.DONE, 8, 2, 3);
        writes.ends(7, 5_000);
        moments.saw(4, 9_000);
        History renewed = history(7, 8).with(4, List.of(new Change("k", History.DELETED)));
        assertThat(check(renewed)).singleElement().asString().startsWith("deleted by nobody at 4");
    }

    @Test
    void whatNeverEndsIsFound() {
        wrote(Told.DONE, 7, 0, 2);
        writes.ends(7, END_MS);
        assertThat(check(history(7))).singleElement().asString().startsWith("never ended");
    }
}
