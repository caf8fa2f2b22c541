package dev.carafe.kubernetes.apimachinery.fuzz;

import dev.carafe.kubernetes.apimachinery.customresource.CustomSchema;
import dev.carafe.kubernetes.apimachinery.customresource.ObjectValidator;
import dev.carafe.kubernetes.apimachinery.customresource.SchemaValidator;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;

/** Schemas of custom kinds: each is told what is wrong with it, and objects can be held to it all the same. */
public final class SchemaFuzz {
    static final List<String> SEEDS = List.of(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"default\":\"x\",\"pattern\":\"^a\"}}}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"k\":{}}},"
                    + "\"x-kubernetes-list-type\":\"map\",\"x-kubernetes-list-map-keys\":[\"k\"]}}}",
            "{\"allOf\":[{\"anyOf\":[{\"not\":{\"type\":\"integer\"}}]}],\"additionalProperties\":{\"enum\":[1,\"a\",null]}}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"x-kubernetes-int-or-string\":true,\"minimum\":1,\"multipleOf\":0.5}},"
                    + "\"required\":[\"a\"],\"x-kubernetes-validations\":[{\"rule\":\"self.a==1\",\"fieldPath\":\".a['b']\"}]}");

    private static final Struct OBJECT = Struct.builder()
            .put("apiVersion", "ex.io/v1")
            .put("kind", "Thing")
            .put("metadata", Struct.of("name", "a"))
            .put("a", List.of(Struct.of("k", "v"), 1L, "text"))
            .put("b", 2.5)
            .build();

    private SchemaFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Struct schema;
        try {
            schema = Json.decodeStruct(bytes);
        } catch (MalformedJsonException _) {
            return;
        }
        List<FieldError> errors = new ArrayList<>();
        SchemaValidator.check(schema, null, FieldPath.of("spec"), errors);
        ObjectValidator.validate(OBJECT, CustomSchema.of(schema), errors);
        if (errors.stream().anyMatch(error -> error.toString().isEmpty())) {
            throw new IllegalStateException("an error that says nothing");
        }
    }
}
