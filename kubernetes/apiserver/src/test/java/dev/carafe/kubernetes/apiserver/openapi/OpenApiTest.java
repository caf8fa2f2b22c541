package dev.carafe.kubernetes.apiserver.openapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OpenApiTest {
    /** What is served where nobody says otherwise. */
    private static final BuiltinResources SERVED = BuiltinResources.load().only(ResourceConfig.defaults()::serves);

    private static Struct schema(String name) throws MalformedJsonException {
        OpenApiV3 documents =
                new OpenApiV3(List.of(new GroupVersion("", "v1")), "f", kinds -> Facts.writer("f", SERVED, kinds));
        Struct document =
                Json.decodeStruct(documents.document("api/v1", OpenApiForm.JSON).orElseThrow());
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
                Json.decodeStruct(new OpenApiV2(kinds -> Facts.writer("f", SERVED, kinds)).in(OpenApiForm.JSON));
        assertThat(document.string("swagger")).isEqualTo("2.0");
        assertThat(part(document, "paths").size()).isEqualTo(432);
        assertThat(part(document, "definitions").size()).isGreaterThan(600);
        assertThat(Json.toString(document))
                .doesNotContain("#/components", "\"allOf\":[", "io.k8s.api.resource.v1beta1.");
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
                Json.decodeStruct(new OpenApiV2(kinds -> Facts.writer("f", SERVED, kinds)).in(OpenApiForm.JSON));
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
        byte[] bytes = GnosticV2.write(Struct.of("swagger", "2.0", "info", Struct.of("title", "K", "version", "1"))
                .with("definitions", Struct.of("D", schema)));
        assertThat(new String(bytes, ISO_8859_1))
                .isEqualTo("\n\u00032.0" + "\u0012\u0006\n\u0001K\u0012\u00011" + "B\u0000" + "JR\nP\n\u0001D\u0012K"
                        + "\"\u0001d" + "\u00b2\u0001\b\n\u0006object"
                        + "\u00ca\u0001\u0018\n\u0016\n\u0001f\u0012\u0011\n\u000f#/definitions/X"
                        + "\u00fa\u0001\u001f\n\u0013x-kubernetes-action\u0012\b\u0012\u0006\"get\"\n" + "j\u0000");
    }

    /** The expected bytes are what gnostic itself makes of the document. */
    @Test
    void isGnosticsMessageOfVersionThreeToo() throws MalformedJsonException {
        Struct document = Json.decodeStruct("""
                {"openapi": "3.0.0", "info": {"title": "K", "version": "1"},
                 "paths": {"/a/{p}": {"parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string", "uniqueItems": true}}],
                  "post": {"tags": ["t"], "operationId": "o", "requestBody": {"content": {"*/*": {"schema": {"$ref": "#/X"}}}},
                   "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": {"$ref": "#/X"}}}}}, "x-y": true}}},
                 "components": {"schemas": {"D": {"type": "object", "required": ["n"], "properties": {
                  "b": {"nullable": true, "default": false},
                  "l": {"type": "array", "items": {"type": "string", "default": ""}, "maxItems": 300},
                  "m": {"additionalProperties": {"type": "string"}},
                  "n": {"format": "int32", "minimum": 2, "default": 0, "description": "d"},
                  "o": {"oneOf": [{"required": ["a"]}], "not": {"required": ["z"]}},
                  "r": {"allOf": [{"$ref": "#/X"}], "default": {}}}}}}}
                """.getBytes(UTF_8));
        assertThat(HexFormat.of().formatHex(GnosticV3.write(document)))
                .isEqualTo(
                        "0a05332e302e3012060a014b320131228f010a8c010a062f612f7b707d12810132600a01742a016f3a160a1412120a10"
                                + "0a032a2f2a12090a0712050a03232f584230122e0a0332303012270a250a024f4b1a1f0a1d0a106170706c6963617469"
                                + "6f6e2f6a736f6e12090a0712050a03232f586a0e0a03782d7912071205747275650a6a1d0a1b0a017012047061746820"
                                + "01520e0a0ca00101ca0106737472696e672acc010ac9010ac6010a014412c0010abd01ba01016eca01066f626a656374"
                                + "fa01ac010a0e0a016212090a0708018a020210000a280a016c12230a219001ac02ca01056172726179f201120a100a0e"
                                + "ca0106737472696e678a02021a000a170a016d12120a1082020d0a0b0a09ca0106737472696e670a280a016e12230a21"
                                + "6900000000000000408a0209090000000000000000920201649a0205696e7433320a170a016f12120a10da01060a04ba"
                                + "010161ea0104ba01017a0a140a0172120f0a0dd2010712050a03232f588a0200");
    }

    @Test
    void isInTheFormThatIsWantedMost() {
        String protobuf = OpenApiForm.V3_PROTOBUF.contentType();
        assertThat(OpenApiForm.accepted("", OpenApiForm.V3_PROTOBUF)).contains(OpenApiForm.JSON);
        assertThat(OpenApiForm.accepted("text/html, application/*", OpenApiForm.V3_PROTOBUF))
                .contains(OpenApiForm.JSON);
        assertThat(OpenApiForm.accepted("application/json;q=0.5, " + protobuf, OpenApiForm.V3_PROTOBUF))
                .contains(OpenApiForm.V3_PROTOBUF);
        assertThat(OpenApiForm.accepted(protobuf, OpenApiForm.V2_PROTOBUF)).isEmpty();
    }
}
