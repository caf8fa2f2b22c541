package dev.carafe.kubernetes.apimachinery.typed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MergerTest {
    private static final int MANY = 60_000;

    private static List<Object> merge(List<Object> live, List<Object> applied) {
        Struct merged = TypedSchema.ofBuiltins(SampleDeclarations.table())
                .merge(FieldType.ofStructure(SampleDeclarations.POD), pod(live), pod(applied));
        return new ArrayList<>((List<?>) Objects.requireNonNull(
                Objects.requireNonNull(merged.struct("spec")).get("containers")));
    }

    private static Struct pod(List<Object> containers) {
        return Struct.of("spec", Struct.of("containers", containers));
    }

    private static Object container(String name) {
        return Struct.of("name", name);
    }

    private static List<Object> containers(String... names) {
        List<Object> containers = new ArrayList<>();
        for (String name : names) {
            containers.add(container(name));
        }
        return containers;
    }

    @Test
    void newItemsComeBeforeTheNextThatIsThereAlready() {
        assertThat(merge(containers("a", "other", "b"), containers("new", "b", "newer", "a")))
                .isEqualTo(containers("other", "new", "b", "newer", "a"));
    }

    @Test
    @Timeout(60)
    void costsTheSumOfBothListsAndNotTheirProduct() {
        List<Object> live = new ArrayList<>();
        List<Object> applied = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            live.add(container("live" + i));
            applied.add(container("new" + i));
        }
        applied.add(live.getLast()); // whose place is the last that is looked at
        applied.addAll(live.subList(0, MANY - 1));

        assertThat(merge(live, applied)).isEqualTo(applied);
    }
}
