package dev.carafe.kubernetes.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OpenApiTest {
    private static Struct schema(String name) throws MalformedJsonException {
        OpenApiV3 documents = new OpenApiV3(List.of(new GroupVersion("", "v1")), "f", () -> Facts.writer("f"));
        Struct document = Json.decodeStruct(documents.document("api/v1").orElseThrow());
        Struct schemas = Objects.requireNonNull(
                Objects.requireNonNull(document.struct("components")).struct("schemas"));
        return Objects.requireNonNull(schemas.struct("io.k8s.api.core.v1." + name));
    }

    private static Struct property(Struct schema, String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(schema.struct("properties")).struct(name));
    }

    @Test
    void describesAStructureItsFieldsAndTheirPossibleValues() throws MalformedJsonException {
        Struct spec = schema("PodSpec");
        assertThat(spec.string("description")).startsWith("PodSpec is ");
        assertThat(property(spec, "dnsPolicy").string("description"))
                .startsWith("Set DNS policy")
                .endsWith("\n\nPossible enum values:\n - `\"ClusterFirst\"`\n - `\"ClusterFirstWithHostNet\"`"
                        + "\n - `\"Default\"`\n - `\"None\"`");
    }

    @Test
    void putsNothingBesideAReference() throws MalformedJsonException {
        assertThat(property(schema("Pod"), "spec").get("allOf"))
                .isEqualTo(List.of(Struct.of("$ref", "#/components/schemas/io.k8s.api.core.v1.PodSpec")));
    }

    @Test
    void saysInVersionTwoWhichApiItIs() throws MalformedJsonException {
        OpenApiV2 document = new OpenApiV2("v1");
        assertThat(Json.decodeStruct(document.json()).string("swagger")).isEqualTo("2.0");
        assertThat(document.protobuf())
                .isEqualTo("\n\u00032.0\u0012\u0010\n\nKubernetes\u0012\u0002v1"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
