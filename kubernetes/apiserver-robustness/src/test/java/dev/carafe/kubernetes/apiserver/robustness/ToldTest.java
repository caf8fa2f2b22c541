package dev.carafe.kubernetes.apiserver.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.robustness.History.Change;
import dev.carafe.kubernetes.apiserver.robustness.History.Version;
import dev.carafe.kubernetes.apiserver.robustness.Told.Bookmark;
import dev.carafe.kubernetes.apiserver.robustness.Told.Event;
import dev.carafe.kubernetes.apiserver.robustness.Told.Resumed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a client was told, true and false. */
final class ToldTest {
    /** {@code n/a} is light (7), dark (8), light (9) and gone; {@code n/b} and {@code n/c}, dark, go at once. */
    private static final History HISTORY = History.of(Map.of(
                    2L, new Change("n/a", 7),
                    3L, new Change("n/a", 8),
                    4L, new Change("n/a", 9),
                    5L, new Change("m/x", 10),
                    6L, new Change("n/b", 12),
                    7L, new Change("n/c", 14)))
            .with(8, List.of(new Change("n/b", History.DELETED), new Change("n/c", History.DELETED)))
            .with(9, List.of(new Change("n/a", History.DELETED)));

    private static final Event A_ADDED = new Event("ADDED", "n/a", 2, 7);
    private static final Event A_DARK = new Event("MODIFIED", "n/a", 3, 8);
    private static final Event A_LIGHT = new Event("MODIFIED", "n/a", 4, 9);
    private static final Event B_ADDED = new Event("ADDED", "n/b", 6, 12);
    private static final Event C_ADDED = new Event("ADDED", "n/c", 7, 14);
    private static final Event B_ENDED = new Event("DELETED", "n/b", 7, 12);
    private static final Event C_ENDED = new Event("DELETED", "n/c", 8, 14);
    private static final Event A_DELETED = new Event("DELETED", "n/a", 9, 9);

    private static List<String> check(Selection selection, Told.Item... items) {
        Told told = new Told("n/", selection, 1, Map.of());
        for (Told.Item item : items) {
            told.add(item);
        }
        return told.check(HISTORY);
    }

    @Test
    void everyChangeOnceAndInOrderIsGood() {
        assertThat(check(
                        Selection.EVERYTHING,
                        A_ADDED,
                        A_DARK,
                        new Resumed(3),
                        A_LIGHT,
                        new Bookmark(5),
                        new Resumed(5),
                        B_ADDED,
                        C_ADDED,
                        B_ENDED,
                        C_ENDED,
                        A_DELETED))
                .isEmpty();
    }

    @Test
    void whatEntersTheSelectionIsAddedAndWhatLeavesItIsDeleted() {
        Event entered = new Event("ADDED", "n/a", 3, 8);
        Event left = new Event("DELETED", "n/a", 4, 8);
        assertThat(check(Selection.DARK, entered, left, B_ADDED, C_ADDED, B_ENDED, C_ENDED, new Bookmark(9)))
                .isEmpty();
        assertThat(check(Selection.DARK, A_DARK)).singleElement().asString().startsWith("told Event[type=MODIFIED");
        assertThat(check(Selection.DARK, entered, A_LIGHT))
                .singleElement()
                .asString()
                .startsWith("told Event[type=MODIFIED");
        assertThat(check(Selection.DARK, entered, B_ADDED))
                .singleElement()
                .asString()
                .contains("due is Expected[changedAt=4, event=Event[type=DELETED");
    }

    @Test
    void aDeletedObjectIsTheOneThatWasThere() {
        Event wrong = new Event("DELETED", "n/a", 4, 9);
        assertThat(check(Selection.DARK, new Event("ADDED", "n/a", 3, 8), wrong))
                .singleElement()
                .asString()
                .startsWith("told " + wrong);
    }

    @Test
    void aMissedChangeIsFoundByWhateverComesNext() {
        assertThat(check(Selection.EVERYTHING, A_ADDED, A_LIGHT))
                .singleElement()
                .asString()
                .contains("due is");
        assertThat(check(Selection.EVERYTHING, A_ADDED, new Bookmark(3)))
                .singleElement()
                .asString()
                .startsWith("Bookmark[revision=3], and never told: ");
        assertThat(check(Selection.EVERYTHING, A_ADDED, A_DARK, new Bookmark(3), new Resumed(4)))
                .singleElement()
                .asString()
                .startsWith("Resumed[revision=4], and never told: ");
    }

    @Test
    void aChangeToldTwiceIsFound() {
        assertThat(check(Selection.EVERYTHING, A_ADDED, A_ADDED))
                .singleElement()
                .asString()
                .startsWith("told " + A_ADDED);
        assertThat(check(Selection.EVERYTHING, A_ADDED, new Resumed(2), A_ADDED))
                .singleElement()
                .asString()
                .startsWith("told " + A_ADDED);
    }

    @Test
    void goingBackIsFound() {
        assertThat(check(Selection.EVERYTHING, A_ADDED, new Bookmark(1)))
                .singleElement()
                .asString()
                .startsWith("told to go back from 2");
    }

    @Test
    void whoHeardAPartOfARevisionIsToldAllOfItAgain() {
        assertThat(check(
                        Selection.EVERYTHING,
                        A_ADDED,
                        A_DARK,
                        A_LIGHT,
                        B_ADDED,
                        C_ADDED,
                        B_ENDED,
                        new Resumed(7),
                        B_ENDED,
                        C_ENDED,
                        A_DELETED))
                .isEmpty();
        Event asUpstreamTells = new Event("DELETED", "n/b", 8, 12);
        assertThat(check(Selection.EVERYTHING, A_ADDED, A_DARK, A_LIGHT, B_ADDED, C_ADDED, asUpstreamTells))
                .singleElement()
                .asString()
                .startsWith("told " + asUpstreamTells);
        assertThat(check(Selection.EVERYTHING, A_ADDED, A_DARK, A_LIGHT, B_ADDED, C_ADDED, B_ENDED, new Resumed(8)))
                .singleElement()
                .asString()
                .startsWith("Resumed[revision=8], and never told: ");
    }

    @Test
    void aListIsWhatTheHistoryHadOfTheSelection() {
        Told dark = new Told("n/", Selection.DARK, 7, Map.of("n/b", new Version(6, 12), "n/c", new Version(7, 14)));
        assertThat(dark.check(HISTORY)).isEmpty();
        Told old = new Told("n/", Selection.DARK, 7, Map.of("n/b", new Version(6, 12)));
        assertThat(old.check(HISTORY)).singleElement().asString().startsWith("a list at 7 has");
        Told content = new Told("n/", Selection.DARK, 6, Map.of("n/b", new Version(6, 16)));
        assertThat(content.check(HISTORY)).singleElement().asString().startsWith("a list at 6 has");
    }
}
