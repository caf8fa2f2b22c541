package dev.carafe.vsphere.vmomi.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cursor reads what going through the whole history each time would read. */
final class HistoryCursorTest {
    private final List<Long> history = new ArrayList<>();
    private int looked;

    private HistoryCursor<Long> cursor(LongPredicate shown) {
        return new HistoryCursor<>(() -> history, part -> shown(part, shown), item -> item);
    }

    /** One of a history that gives what is newer by itself. */
    private HistoryCursor<Long> quickCursor(LongPredicate shown) {
        return new HistoryCursor<>(
                () -> history,
                behind -> history.stream().filter(item -> item > behind).toList(),
                part -> shown(part, shown),
                item -> item);
    }

    private List<Long> shown(List<Long> part, LongPredicate shown) {
        looked += part.size();
        return part.stream().filter(shown::test).toList();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 7", "4, 7", "5, 400", "6, 400"})
    void readsWhatIsThereWhateverIsShown(long seed, int oneOf) {
        SplittableRandom random = new SplittableRandom(seed);
        LongPredicate shown = item -> item % oneOf == 0;
        HistoryCursor<Long> cursor = seed % 2 == 0 ? quickCursor(shown) : cursor(shown);
        long last = 0;
        long behind = 0; // as it is told, whatever the cursor makes of it
        for (int step = 0; step < 400; step++) {
            for (int more = random.nextInt(9); more > 0; more--) {
                last += 1 + random.nextInt(3);
                history.add(last);
            }
            while (history.size() > 900) {
                history.removeFirst();
            }
            int most = 1 + random.nextInt(200);
            long from = behind;
            Stream<Long> all = history.stream().filter(shown::test);
            List<Long> expected;
            List<Long> read;
            if (random.nextInt(3) > 0) {
                expected = all.filter(item -> item > from).limit(most).toList();
                read = cursor.next(most);
                behind = read.isEmpty() ? behind : read.getLast();
            } else {
                List<Long> older = all.filter(item -> item <= from).toList().reversed();
                expected = older.subList(0, Math.min(most, older.size()));
                read = cursor.previous(most);
                behind = read.isEmpty() ? behind : read.getLast() - 1;
            }
            assertThat(read).as("seed %d step %d", seed, step).isEqualTo(expected);
            List<Long> newest = history.stream().filter(shown::test).toList().reversed();
            assertThat(cursor.latest(most))
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(newest.subList(0, Math.min(most, newest.size())));
        }
    }

    @Test
    void looksAtFewOfManyWhenOneIsNew() {
        for (long item = 1; item <= 10_000; item++) {
            history.add(item);
        }
        HistoryCursor<Long> cursor = cursor(_ -> true);
        cursor.reset(1);
        cursor.next(1);
        history.add(10_001L);
        looked = 0;
        assertThat(cursor.next(100)).containsExactly(10_001L);
        assertThat(cursor.latest(10)).hasSize(10).startsWith(10_001L);
        assertThat(looked).isLessThan(300);
    }
}
