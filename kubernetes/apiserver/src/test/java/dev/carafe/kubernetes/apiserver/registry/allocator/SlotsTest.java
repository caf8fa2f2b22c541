package dev.carafe.kubernetes.apiserver.registry.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which ports are given to services that ask for none. */
final class SlotsTest {
    @Test
    void theStaticBandGrowsWithTheRangeAsUpstreams() {
        assertThat(Stream.of(8, 16, 17, 600, 2_768, 30_000).map(Slots::staticBand))
                .containsExactly(0, 0, 16, 18, 86, 128);
    }

    @Test
    void everySlotIsGivenOnceAndThoseOfTheStaticBandLast() {
        long seed = System.nanoTime();
        BitSet taken = new BitSet();
        List<Integer> given = new ArrayList<>();
        Random random = new Random(seed);
        for (OptionalInt slot = Slots.free(taken, 100, random); slot.isPresent(); ) {
            taken.set(slot.getAsInt());
            given.add(slot.getAsInt());
            slot = Slots.free(taken, 100, random);
        }
        assertThat(given).as("seed %d", seed).hasSize(100).doesNotHaveDuplicates();
        assertThat(given.subList(0, 84)).as("seed %d", seed).allMatch(slot -> slot >= 16);
    }
}
