package dev.carafe.kubernetes.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OpenApiTest {
    private static Struct schema(String name) throws MalformedJsonException {
        OpenApiV3 documents = new OpenApiV3(
                List.of(new GroupVersion("", "v1")), "f", kinds -> Facts.writer("f", BuiltinResources.load(), kinds));
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

    private static Struct part(Struct parent, String... path) {
        Struct part = parent;
        for (String name : path) {
            part = Objects.requireNonNull(part.struct(name), name);
        }
        return part;
    }

    @Test
    void hasAllPathsAndKindsInVersionTwo() throws MalformedJsonException {
        Struct document =
                Json.decodeStruct(new OpenApiV2(kinds -> Facts.writer("f", BuiltinResources.load(), kinds)).json());
        assertThat(document.string("swagger")).isEqualTo("2.0");
        assertThat(part(document, "paths").size()).isEqualTo(432);
        assertThat(part(document, "definitions").size()).isGreaterThan(600);
        assertThat(Json.toString(document)).doesNotContain("#/components").doesNotContain("\"allOf\":[");
        Struct spec = part(document, "definitions", "io.k8s.api.core.v1.Pod", "properties", "spec");
        assertThat(spec.string("$ref")).isEqualTo("#/definitions/io.k8s.api.core.v1.PodSpec");
        Struct described = part(document, "definitions", "io.k8s.api.core.v1.PodSpec");
        assertThat(described.string("description")).startsWith("PodSpec is ");
        Struct port = part(document, "definitions", "io.k8s.apimachinery.pkg.util.intstr.IntOrString");
        assertThat(port).isEqualTo(Struct.of("type", "string", "format", "int-or-string"));
    }

    @Test
    void putsBodiesAmongTheParametersInVersionTwo() throws MalformedJsonException {
        Struct document =
                Json.decodeStruct(new OpenApiV2(kinds -> Facts.writer("f", BuiltinResources.load(), kinds)).json());
        Struct create = part(document, "paths", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "post");
        Struct role = Struct.of("$ref", "#/definitions/io.k8s.api.rbac.v1.ClusterRole");
        assertThat((List<?>) create.get("parameters"))
                .first()
                .isEqualTo(Struct.of("name", "body", "in", "body").with("schema", role));
        assertThat(create.get("tags")).isEqualTo(List.of("rbacAuthorization_v1"));
        assertThat(create.get("produces"))
                .isEqualTo(List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf"));
        assertThat(part(create, "responses", "200", "schema")).isEqualTo(role);
        Struct dryRun = (Struct) ((List<?>) Objects.requireNonNull(create.get("parameters"))).get(1);
        assertThat(dryRun.string("type")).isEqualTo("string");
    }

    @Test
    void isGnosticsMessageInProtobuf() {
        Struct schema = Struct.of("description", "d", "type", "object")
                .with("x-kubernetes-action", "get")
                .with("properties", Struct.of("f", Struct.of("$ref", "#/definitions/X")));
        byte[] bytes = GnosticWriter.write(Struct.of("swagger", "2.0", "info", Struct.of("title", "K", "version", "1"))
                .with("definitions", Struct.of("D", schema)));
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("\n\u00032.0" + "\u0012\u0006\n\u0001K\u0012\u00011" + "B\u0000" + "JR\nP\n\u0001D\u0012K"
                        + "\"\u0001d" + "\u00b2\u0001\b\n\u0006object"
                        + "\u00ca\u0001\u0018\n\u0016\n\u0001f\u0012\u0011\n\u000f#/definitions/X"
                        + "\u00fa\u0001\u001f\n\u0013x-kubernetes-action\u0012\b\u0012\u0006\"get\"\n" + "j\u0000");
    }
}
