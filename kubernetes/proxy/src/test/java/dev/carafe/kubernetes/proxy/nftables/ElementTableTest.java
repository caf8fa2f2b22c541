package dev.carafe.kubernetes.proxy.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementTableTest {
    private static final Element SHARED = Element.of("hairpins", "10.0.0.1");

    @Test
    void elementThatTwoOwnersWantStaysUntilBothLetGo() {
        ElementTable table = new ElementTable();
        assertThat(table.replace("a", List.of(SHARED)).added()).containsExactly(SHARED);
        assertThat(table.replace("b", List.of(SHARED)).isEmpty()).isTrue();
        assertThat(table.replace("a", List.of()).isEmpty()).isTrue();
        assertThat(table.replace("b", List.of()).removed()).containsExactly(SHARED);
    }

    @Test
    void elderOwnerOfAPlaceWinsAndTheYoungerComesAfter() {
        ElementTable table = new ElementTable();
        Element elder = new Element("service-ips", "1.2.3.4 . tcp . 80", "goto pick-1");
        Element younger = new Element("service-ips", "1.2.3.4 . tcp . 80", "goto pick-2");
        table.replace("a", List.of(elder));
        assertThat(table.replace("b", List.of(younger)).isEmpty()).isTrue();
        ElementTable.Change change = table.replace("a", List.of());
        assertThat(change.removed()).containsExactly(elder);
        assertThat(change.added()).containsExactly(younger);
    }

    /** Goal: a kernel that only ever sees the changes holds exactly what the owners want. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void changesAddUpToWhatTheOwnersWant(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ElementTable table = new ElementTable();
        Map<Element.Place, Element> kernel = new LinkedHashMap<>();
        Map<String, Set<Element>> wanted = new LinkedHashMap<>();
        for (int step = 0; step < 2_000; step++) {
            String owner = "service-" + random.nextInt(6);
            List<Element> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(new Element("m", "k" + random.nextInt(8), "v" + random.nextInt(2)));
            }
            Map<Element.Place, Element> unique = new LinkedHashMap<>();
            elements.forEach(element -> unique.put(element.place(), element));
            ElementTable.Change change = table.replace(owner, unique.values());
            wanted.put(owner, Set.copyOf(unique.values()));
            for (Element removed : change.removed()) {
                assertThat(kernel.remove(removed.place()))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(removed);
            }
            for (Element added : change.added()) {
                assertThat(kernel.put(added.place(), added))
                        .as("seed %d step %d", seed, step)
                        .isNull();
            }
            Set<Element.Place> places = new HashSet<>();
            wanted.values().forEach(set -> set.forEach(element -> places.add(element.place())));
            assertThat(kernel.keySet()).as("seed %d step %d", seed, step).isEqualTo(places);
            assertThat(kernel.values()).containsExactlyInAnyOrderElementsOf(table.loaded());
        }
    }
}
