package dev.carafe.kubernetes.apimachinery.fuzz;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.managedfields.FieldManager;
import dev.carafe.kubernetes.apimachinery.managedfields.Versions;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Optional;

/** A live object and a configuration, two documents of any content: it is applied, or refused. */
public final class ApplyFuzz {
    static final List<String> SEEDS = List.of("""
            apiVersion: v1
            kind: Pod
            metadata:
              uid: u
              managedFields:
              - manager: m
                operation: Apply
                apiVersion: v1
                fieldsType: FieldsV1
                fieldsV1: {'f:spec': {'f:containers': {'k:{"name":"a"}': {.: {}, 'f:image': {}}}}}
            spec: {containers: [{name: a, image: i}]}
            ---
            apiVersion: v1
            kind: Pod
            spec: {containers: [{name: b}]}
            """, """
            {}
            ---
            apiVersion: v1
            kind: Pod
            spec: {nodeName: a, tolerations: [{key: x}], containers: []}
            """);

    private static final FieldManager MANAGER = new FieldManager(
            TypedSchema.ofBuiltins(SampleDeclarations.table()),
            SampleDeclarations.POD,
            new GroupVersionKind("", "v1", "Pod"),
            "",
            FieldSet.EMPTY,
            (object, _, to) -> to.equals("v1")
                    ? Optional.of(new Versions.Versioned(object, FieldType.ofStructure(SampleDeclarations.POD)))
                    : Optional.empty(),
            "");

    private ApplyFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        List<Object> documents;
        try {
            documents = Yaml.decodeAll(bytes);
        } catch (MalformedYamlException _) {
            return;
        }
        if (documents.size() == 2
                && documents.get(0) instanceof Struct live
                && documents.get(1) instanceof Struct applied) {
            try {
                Struct once = MANAGER.apply(live, applied, "m", true, "2026-01-01T00:00:00Z");
                MANAGER.update(live, once, "u", "2026-01-01T00:00:00Z");
            } catch (StatusError e) {
                e.toStatus();
            }
        }
    }
}
