package dev.carafe.kubernetes.apimachinery.structural;

import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.POD;
import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderTest {
    private final Decoder decoder = new Decoder(SampleDeclarations.table());

    private Struct decode(String text) throws DecodingException {
        return decoder.decode(yaml(text), POD, _ -> {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{spec: {containers: x}}; json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container",
                "{spec: []}; json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec",
                "{metadata: {labels: {a: 1}}}; json: cannot unmarshal number into Go struct field Meta.metadata.labels of type string",
                "{spec: {containers: [{}, {name: true}]}}; json: cannot unmarshal bool into Go struct field Container.spec.containers.name of type string",
                "{spec: {priority: 3000000000}}; json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32",
                "{spec: {priority: 1.5}}; json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32",
                "{spec: {priority: '1'}}; json: cannot unmarshal string into Go struct field PodSpec.spec.priority of type int32",
                "{spec: {overhead: {cpu: 1Kb}}}; quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "{spec: {overhead: []}}; json: cannot unmarshal array into Go struct field PodSpec.spec.overhead of type v1.ResourceList",
                "{metadata: {creationTimestamp: x}}; parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"",
                "{spec: {volumes: [{secret: 'a-b='}]}}; illegal base64 data at input byte 1",
                "{spec: {containers: [{ports: [{target: {}}]}]}}; json: cannot unmarshal object into Go value of type int32"
            })
    void refusesAsGosDecoderDoes(String object, String message) {
        assertThatThrownBy(() -> decode(object))
                .isInstanceOf(DecodingException.class)
                .hasMessage(message);
    }

    @Test
    void prunesAndReportsUnknownFieldsByPath() throws DecodingException {
        List<String> unknown = new ArrayList<>();
        Struct decoded = decoder.decode(
                yaml(
                        "{top: 1, spec: {containers: [{name: a}, {name: b, foo: 1}], bar: {}, volumes: [{extra: {x: {y: 1}}}]}}"),
                POD,
                unknown::add);
        assertThat(unknown).containsExactly("top", "spec.containers[1].foo", "spec.bar");
        assertThat(decoded)
                .isEqualTo(yaml("{spec: {containers: [{name: a}, {name: b}], volumes: [{extra: {x: {y: 1}}}]}}"));
    }

    @Test
    void keepsWhatIsEmptyWhereThatIsAsked() throws DecodingException {
        Decoder keeping = new Decoder(SampleDeclarations.table(), Set.of("api.core.v1.Meta.finalizers"));
        assertThat(keeping.decode(yaml("{metadata: {labels: {}, finalizers: []}}"), POD, _ -> {}))
                .isEqualTo(yaml("{metadata: {finalizers: []}}"));
    }

    @Test
    void dropsNullsAndWhatIsEmptyAndBringsScalarsToTheirForm() throws DecodingException {
        assertThat(decode("""
                metadata: {labels: {}, finalizers: [], creationTimestamp: null}
                spec:
                  containers: []
                  nodeName: ""
                  nodeSelector: {a: null}
                  overhead: {cpu: 1000m, memory: 1.5Gi, n: 2}
                  volumes: [null, {emptyDir: {}, secret: "YW\\nJj"}]
                """)).isEqualTo(yaml("""
                metadata: {}
                spec:
                  containers: []
                  nodeName: ""
                  nodeSelector: {a: ""}
                  overhead: {cpu: "1", memory: 1536Mi, n: "2"}
                  volumes: [{}, {emptyDir: {}, secret: YWJj}]
                """));
        assertThat(decode("metadata: {creationTimestamp: '2024-01-02T03:04:05.6+01:00'}"))
                .isEqualTo(yaml("metadata: {creationTimestamp: '2024-01-02T02:04:05Z'}"));
        assertThat(decoder.decode(Struct.of("spec", Struct.of("priority", 3.0)), POD, _ -> {}))
                .isEqualTo(yaml("spec: {priority: 3}"));
    }

    @Test
    void returnsAnObjectThatNeedsNoChangeAsItIs() throws DecodingException {
        Struct object = yaml("""
                metadata: {name: a, labels: {b: c}, creationTimestamp: '2024-01-02T03:04:05Z'}
                spec: {containers: [{name: a, args: [x], ports: [{containerPort: 1, target: http}]}], overhead: {cpu: 1m}}
                """);
        assertThat(decoder.decode(object, POD, _ -> {})).isSameAs(object);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{spec: {containers: x}}; cannot restore slice from string",
                "{spec: []}; cannot restore struct from: slice",
                "{spec: {overhead: true}}; cannot restore map from bool",
                "{metadata: {labels: {a: true}}}; unrecognized type: string",
                "{metadata: {labels: {a: 1}}}; cannot convert int64 to string",
                "{spec: {priority: 1.5}}; cannot convert float64 to int32",
                "{spec: {priority: '1'}}; unrecognized type: int32",
                "{metadata: {creationTimestamp: x}}; parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\""
            })
    void tellsAlsoWhatTheConversionFromMapsSays(String object, String message) {
        assertThatThrownBy(() -> decode(object))
                .isInstanceOfSatisfying(
                        DecodingException.class, e -> assertThat(e.converted()).isEqualTo(message));
    }
}
