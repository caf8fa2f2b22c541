package dev.carafe.kubernetes.apimachinery.fieldpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.junit.jupiter.api.Test;

final class FieldSetTest {
    private static final Struct WRITTEN = SampleDeclarations.yaml("""
            f:metadata:
              f:finalizers:
                v:"a.io/x": {}
              f:labels:
                .: {}
                f:app: {}
            f:spec:
              f:containers:
                k:{"containerPort":80,"name":"web"}:
                  .: {}
                  f:image: {}
                i:3: {}
            """);

    @Test
    void whatIsReadIsWrittenAgain() {
        FieldSet set = FieldsV1.decode(WRITTEN);
        assertThat(Json.toString(FieldsV1.encode(set))).isEqualTo(Json.toString(WRITTEN));
        assertThat(set).hasToString("""
                .metadata.labels
                .metadata.finalizers[="a.io/x"]
                .metadata.labels.app
                .spec.containers[containerPort=80,name="web"]
                .spec.containers[3]
                .spec.containers[containerPort=80,name="web"].image""");
    }

    @Test
    void keysAreTheSameInWhateverOrderTheyAreWritten() {
        assertThat(PathElement.decode("k:{\"name\":\"web\",\"containerPort\":80}"))
                .isEqualTo(PathElement.decode("k:{\"containerPort\":80,\"name\":\"web\"}"));
    }

    @Test
    void differenceTakesPathsAndTheRecursiveOneWhatIsBelowThemToo() {
        FieldSet set = FieldSet.of(Path.of("a"), Path.of("a", "b"), Path.of("c"));
        assertThat(set.difference(FieldSet.of(Path.of("a")))).isEqualTo(FieldSet.of(Path.of("a", "b"), Path.of("c")));
        assertThat(set.recursiveDifference(FieldSet.of(Path.of("a")))).isEqualTo(FieldSet.of(Path.of("c")));
        assertThat(set.intersection(FieldSet.of(Path.of("a", "b"), Path.of("x"))))
                .isEqualTo(FieldSet.of(Path.of("a", "b")));
        assertThat(set.union(FieldSet.of(Path.of("x"))).difference(set)).isEqualTo(FieldSet.of(Path.of("x")));
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String text : new String[] {"spec: {}", "f:spec: 1", "k:[]: {}", "x:a: {}"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FieldsV1.decode(SampleDeclarations.yaml("'" + text.replace(": ", "': "))));
        }
    }
}
