package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A definition of the size that operators of certificates have: a list of solvers of challenges, each with a template of pods whose
 * affinity is spelled out, under several versions of the same words.
 */
final class LargeDefinition {
    static final String GROUP = "large.example.com";

    private LargeDefinition() {}

    /** The definition of {@code issuers}, which has at least so many bytes of JSON. */
    static String ofAtLeast(int bytes) {
        for (int providers = 1; ; providers++) {
            String text = Json.toString(definition(providers));
            if (text.getBytes(UTF_8).length >= bytes) {
                return text;
            }
        }
    }

    private static Struct definition(int providers) {
        Map<String, Object> solver = new TreeMap<>();
        solver.put(
                "selector",
                object("Which names a solver is for.", Map.of("matchLabels", labels(), "dnsNames", texts())));
        Map<String, Object> dns = new TreeMap<>();
        for (int i = 0; i < providers; i++) {
            dns.put("provider" + i, provider(i));
        }
        solver.put("dns01", object("Answers by records of DNS.", dns));
        solver.put("http01", object("Answers by HTTP.", Map.of("ingress", ingress(), "gateway", ingress())));
        Struct solvers = Struct.builder()
                .put("type", "array")
                .put("description", "Who answers challenges, the first that fits.")
                .put("items", object("One who answers.", solver))
                .build();
        Struct server = Struct.builder()
                .put("type", "string")
                .put("description", "Where the authority is asked.")
                .put("pattern", "^https://")
                .build();
        Struct acme = object("An authority that asks by ACME.", Map.of("server", server, "solvers", solvers), "server");
        Struct spec = object("What is wanted.", Map.of("acme", acme), "acme");
        Struct status = Struct.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);
        Struct schema = object("Who issues certificates.", Map.of("spec", spec, "status", status));
        return Struct.of(Map.of(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Struct.of("name", "issuers." + GROUP),
                "spec",
                Struct.builder()
                        .put("group", GROUP)
                        .put("scope", "Namespaced")
                        .put("names", Struct.of(Map.of("plural", "issuers", "singular", "issuer", "kind", "Issuer")))
                        .put(
                                "versions",
                                List.of(Struct.builder()
                                        .put("name", "v1")
                                        .put("served", true)
                                        .put("storage", true)
                                        .put("subresources", Struct.of("status", Struct.EMPTY))
                                        .put("schema", Struct.of("openAPIV3Schema", schema))
                                        .build()))
                        .build()));
    }

    private static Struct provider(int number) {
        Struct secret = object(
                "The secret that lets in to provider " + number + ".",
                Map.of("name", text("The name of the secret."), "key", text("The entry in the secret.")),
                "name");
        Struct zone = text(
                "The zone of provider " + number + " in which records are made; found by itself where it is not said.");
        return object(
                "Makes records at provider " + number + ", which is asked with a secret.",
                Map.of("zone", zone, "secretRef", secret, "podTemplate", podTemplate()),
                "secretRef");
    }

    private static Struct ingress() {
        return object(
                "By what the answers are reached.",
                Map.of("class", text("The class of what is made."), "podTemplate", podTemplate()));
    }

    private static Struct podTemplate() {
        Struct metadata = object("What the pod is called by.", Map.of("labels", labels(), "annotations", labels()));
        Map<String, Object> spec = new TreeMap<>();
        spec.put(
                "affinity",
                object(
                        "Where the pod would be.",
                        Map.of("podAffinity", podAffinity("beside"), "podAntiAffinity", podAffinity("apart from"))));
        spec.put("nodeSelector", labels());
        spec.put(
                "tolerations",
                Struct.of(
                        "type",
                        "array",
                        "items",
                        object(
                                "What the pod bears.",
                                Map.of(
                                        "key", text("The taint."),
                                        "operator", text("How it is compared."),
                                        "value", text("With what it is compared."),
                                        "effect", text("Of what effect the taint is."),
                                        "tolerationSeconds", Struct.of("type", "integer", "format", "int64")))));
        return object("The pod that answers.", Map.of("metadata", metadata, "spec", object("How it runs.", spec)));
    }

    private static Struct podAffinity(String word) {
        Struct term = object(
                "Pods that it would be " + word + ".",
                Map.of(
                        "labelSelector", selector(),
                        "namespaceSelector", selector(),
                        "namespaces", texts(),
                        "topologyKey", text("The label of nodes within which it is " + word + " them.")),
                "topologyKey");
        Struct weighted = object(
                "A wish to be " + word + " pods, with a weight.",
                Map.of("podAffinityTerm", term, "weight", Struct.of("type", "integer", "format", "int32")),
                "podAffinityTerm",
                "weight");
        return object(
                "Which pods it is " + word + ".",
                Map.of(
                        "preferredDuringSchedulingIgnoredDuringExecution",
                        atomic(weighted),
                        "requiredDuringSchedulingIgnoredDuringExecution",
                        atomic(term)));
    }

    private static Struct atomic(Struct items) {
        return Struct.builder()
                .put("type", "array")
                .put("items", items)
                .put("x-kubernetes-list-type", "atomic")
                .build();
    }

    private static Struct selector() {
        Struct expression = object(
                "A demand on a label.",
                Map.of("key", text("The label."), "operator", text("How it is compared."), "values", texts()),
                "key",
                "operator");
        return object(
                "Labels that are asked for.",
                Map.of("matchExpressions", Struct.of("type", "array", "items", expression), "matchLabels", labels()));
    }

    private static Struct labels() {
        return Struct.of("type", "object", "additionalProperties", Struct.of("type", "string"));
    }

    private static Struct texts() {
        return Struct.of("type", "array", "items", Struct.of("type", "string"));
    }

    private static Struct text(String description) {
        return Struct.of("type", "string", "description", description);
    }

    private static Struct object(String description, Map<String, Object> properties, String... required) {
        Struct.Builder fields = Struct.builder();
        new TreeMap<>(properties).forEach(fields::put);
        Struct.Builder object = Struct.builder()
                .put("type", "object")
                .put("description", description)
                .put("properties", fields.build());
        if (required.length > 0) {
            object.put("required", new ArrayList<>(List.of(required)));
        }
        return object.build();
    }
}
