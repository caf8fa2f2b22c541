package dev.carafe.kubernetes.apimachinery.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NamesOfTheSystemTest {
    @Test
    void addsFiveSafeCharactersToACutBase() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(GeneratedNames.generate("web-", random)).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(GeneratedNames.generate("a".repeat(80), random)).hasSize(63);
    }

    @Test
    void hashesAsFnv() {
        assertThat(Hashes.fnv32a("")).isEqualTo(0x811c9dc5);
        assertThat(Hashes.fnv32a("a")).isEqualTo(0xe40c292c);
        assertThat(Hashes.fnv32a("foobar")).isEqualTo(0xbf9cf968);
    }

    @Test
    void hashesATemplateByItsContentAlone() {
        Struct one = Struct.of("a", 1L, "b", List.of(Struct.of("c", 1L, "d", 2L)));
        Struct same = Struct.of("b", List.of(Struct.of("d", 2L, "c", 1L)), "a", 1L);
        assertThat(Hashes.templateHash(one, 0)).isEqualTo(Hashes.templateHash(same, 0));
        assertThat(Hashes.templateHash(one, 0)).isNotEqualTo(Hashes.templateHash(one, 1));
        assertThat(Hashes.templateHash(one, 0)).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
    }

    @Test
    void encodesSafelyAsUpstream() {
        assertThat(SafeStrings.encode("1234567890")).isEqualTo("56789bcdf4");
    }
}
