package dev.carafe.kubernetes.apimachinery.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void agreesWithAMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LinkedHashMap<String, Object> model = new LinkedHashMap<>();
        Struct struct = Struct.EMPTY;
        for (int step = 0; step < 2_000; step++) {
            String name = "k" + random.nextInt(60);
            if (random.nextInt(3) == 0) {
                struct = struct.without(name);
                model.remove(name);
            } else {
                struct = struct.with(name, (long) step);
                model.put(name, (long) step);
            }
            assertThat(struct.get(name)).as("seed %d step %d", seed, step).isEqualTo(model.get(name));
            assertThat(struct.size()).as("seed %d step %d", seed, step).isEqualTo(model.size());
        }
        assertThat(struct).isEqualTo(Struct.of(model)).hasSameHashCodeAs(Struct.of(model));
        assertThat(struct.toBuilder().put("k1", "x").build().get("k1")).isEqualTo("x");
    }

    @Test
    void isEqualWhateverTheOrderOfItsFields() {
        assertThat(Struct.of("a", 1L, "b", 2L))
                .isEqualTo(Struct.of("b", 2L, "a", 1L))
                .isNotEqualTo(Struct.of("a", 1L));
    }

    @Test
    void quotesAsGoDoes() {
        assertThat(Quoted.of("a\"\\\n\u0001ü\u200b\ud83d\ude00"))
                .isEqualTo("\"a\\\"\\\\\\n\\x01ü\\u200b\ud83d\ude00\"");
    }
}
