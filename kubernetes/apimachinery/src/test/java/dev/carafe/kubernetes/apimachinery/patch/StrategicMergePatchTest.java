package dev.carafe.kubernetes.apimachinery.patch;

import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.POD;
import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategicMergePatchTest {
    private final StrategicMergePatch patcher = new StrategicMergePatch(SampleDeclarations.table());

    private Struct spec(String object, String patch) throws PatchException {
        return Objects.requireNonNull(
                patcher.apply(Struct.of("spec", yaml(object)), Struct.of("spec", yaml(patch)), POD)
                        .struct("spec"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // a list with a merge key: items merge, new ones come first, as upstream puts them
                "{containers: [{name: a, image: x}, {name: b}]}; {containers: [{name: b, image: y}]}; {containers: [{name: a, image: x}, {name: b, image: y}]}",
                "{containers: [{name: a}]}; {containers: [{name: n}]}; {containers: [{name: n}, {name: a}]}",
                "{containers: [{name: a, ports: [{containerPort: 1}]}]}; {containers: [{name: a, ports: [{containerPort: 1, protocol: UDP}]}]}; {containers: [{name: a, ports: [{containerPort: 1, protocol: UDP}]}]}",
                // directives in lists
                "{containers: [{name: a}, {name: b}]}; {containers: [{name: a, $patch: delete}]}; {containers: [{name: b}]}",
                "{containers: [{name: a}, {name: b}]}; {containers: [{$patch: replace}, {name: c, image: null}]}; {containers: [{name: c}]}",
                "{containers: [{name: a}, {name: b}]}; {containers: [{name: a, $patch: merge, image: x}]}; {containers: [{name: a, image: x}, {name: b}]}",
                "{nodeName: x}; {containers: [{name: a, $patch: delete}, {name: b}]}; {nodeName: x, containers: [{name: b}]}",
                // order
                "{containers: [{name: a}, {name: b}]}; {$setElementOrder/containers: [{name: b}, {name: a}]}; {containers: [{name: b}, {name: a}]}",
                "{containers: [{name: a}, {name: s}]}; {$setElementOrder/containers: [{name: a}, {name: n}], containers: [{name: n}]}; {containers: [{name: a}, {name: n}, {name: s}]}",
                // atomic lists and maps
                "{tolerations: [{key: a}]}; {tolerations: [{key: b}]}; {tolerations: [{key: b}]}",
                "{tolerations: [{key: a}]}; {tolerations: [{key: a, $patch: delete}, {key: null}]}; {tolerations: [{key: a, $patch: delete}, {key: null}]}",
                "{nodeName: x}; {tolerations: [{key: a, $patch: delete}, {key: null}]}; {nodeName: x, tolerations: [{}]}",
                "{nodeSelector: {a: x, b: y}}; {nodeSelector: {a: null, c: z}}; {nodeSelector: {b: y, c: z}}",
                "{nodeSelector: {a: x}}; {nodeSelector: {$patch: replace, c: z}}; {nodeSelector: {c: z}}",
                "{nodeSelector: {a: x}}; {nodeSelector: {$patch: delete}}; {nodeSelector: {}}",
                // retained keys
                "{strategy: {type: R, rollingUpdate: {x: 1}}}; {strategy: {$retainKeys: [type], type: S}}; {strategy: {type: S}}",
                "{volumes: [{name: v, hostPath: {path: /a}}]}; {volumes: [{name: v, $retainKeys: [name, emptyDir], emptyDir: {}}]}; {volumes: [{name: v, emptyDir: {}}]}",
                // null removes, absent stays
                "{nodeName: x, priority: 1}; {nodeName: null}; {priority: 1}",
                "{priority: 1}; {nodeSelector: {a: null, b: c}, nodeName: null}; {priority: 1, nodeSelector: {b: c}}"
            })
    void appliesAsUpstream(String object, String patch, String expected) throws PatchException {
        assertThat(spec(object, patch)).hasToString(yaml(expected).toString());
    }

    @Test
    void mergesAndDeletesInPrimitiveLists() throws PatchException {
        Struct object = yaml("metadata: {finalizers: [a, b, c]}");
        assertThat(patcher.apply(object, yaml("metadata: {finalizers: [d, b]}"), POD))
                .isEqualTo(yaml("metadata: {finalizers: [d, a, b, c]}"));
        assertThat(patcher.apply(
                        object, yaml("metadata: {$deleteFromPrimitiveList/finalizers: [b], finalizers: [d]}"), POD))
                .isEqualTo(yaml("metadata: {finalizers: [d, a, c]}"));
        assertThat(patcher.apply(object, yaml("metadata: {$deleteFromPrimitiveList/finalizers: [a, b, c]}"), POD))
                .isEqualTo(yaml("metadata: {finalizers: []}"));
    }

    @Test
    void refusesWhatItCannotMerge() {
        assertThatThrownBy(() -> spec("{containers: [{name: a}]}", "{containers: [{image: x}]}"))
                .hasMessage("map: map[image:x] does not contain declared merge key: name");
        assertThatThrownBy(() -> spec("{nodeSelector: {a: b}}", "{nodeSelector: {$patch: explode}}"))
                .hasMessage("unknown patch type: explode in map: map[$patch:explode]");
        assertThatThrownBy(() -> spec("{strategy: {type: a}}", "{strategy: {$retainKeys: [x], type: b}}"))
                .isInstanceOfSatisfying(
                        PatchException.class,
                        e -> assertThat(e.toStatusError().code()).isEqualTo(422))
                .hasMessage("patch content doesn't match retainKeys list");
        assertThatThrownBy(() -> spec(
                        "{containers: [{name: a}]}",
                        "{$setElementOrder/containers: [{name: b}, {name: a}], containers: [{name: a}, {name: b}]}"))
                .hasMessage("""
                        The order in patch list:
                        [map[name:a] map[name:b]]
                         doesn't match $setElementOrder list:
                        [map[name:b] map[name:a]]
                        """);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void agreesWithANaiveModel(long seed) throws PatchException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            LinkedHashMap<String, Object> model = new LinkedHashMap<>();
            List<Object> containers = new ArrayList<>();
            for (int i = 0; i < random.nextInt(6); i++) {
                model.put("c" + i, "old");
                containers.add(Struct.of("name", "c" + i, "image", "old"));
            }
            List<Object> patch = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "c" + i;
                switch (random.nextInt(4)) {
                    case 0 -> {
                        patch.add(Struct.of("name", name, "image", "new"));
                        model.put(name, "new");
                    }
                    case 1 -> {
                        patch.add(Struct.of("name", name, "$patch", "delete"));
                        model.remove(name);
                    }
                    default -> assertThat(name).isNotEmpty();
                }
            }
            Struct result = patcher.apply(
                    Struct.of("spec", Struct.of("containers", containers)),
                    Struct.of("spec", Struct.of("containers", patch)),
                    POD);
            LinkedHashMap<String, Object> actual = new LinkedHashMap<>();
            Object list = Objects.requireNonNull(
                    Objects.requireNonNull(result.struct("spec")).get("containers"));
            for (Object item : (List<?>) list) {
                Struct container = (Struct) item;
                Object before = actual.put(
                        Objects.requireNonNull(container.string("name")),
                        Objects.requireNonNull(container.get("image")));
                assertThat(before).as("seed %d round %d: twice", seed, round).isNull();
            }
            assertThat(actual).as("seed %d round %d", seed, round).isEqualTo(model);
        }
    }

    @Test
    @Timeout(20)
    void costsTheSumOfObjectAndPatchAndNotTheirProduct() throws PatchException {
        List<Object> containers = new ArrayList<>();
        List<Object> patch = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            containers.add(Struct.of("name", "c" + i));
            patch.add(Struct.of("name", "c" + (75_000 - i), "image", "x"));
        }
        Struct merged = patcher.apply(
                Struct.of("spec", Struct.of("containers", containers)),
                Struct.of("spec", Struct.of("containers", patch)),
                POD);
        assertThat(merged.struct("spec"))
                .extracting(spec -> spec.get("containers"))
                .asInstanceOf(LIST)
                .hasSize(75_001);
    }
}
