package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Definitions of custom resources with schemas as large as operators' are: some hundred described fields, 60 KB in all. */
final class DefinitionBody {
    static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /** What all their resources are called, before their number. */
    static final String RESOURCE = "benches";

    private static final int KINDS_A_GROUP = 10;
    private static final int SECTIONS = 20;
    private static final int FIELDS = 12;

    private DefinitionBody() {}

    /** The definition of a number, as JSON. */
    static byte[] of(int number) {
        String group = "group" + number / KINDS_A_GROUP + ".bench.example";
        return """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%s%d.%s"},
                "spec":{"group":"%3$s","scope":"Namespaced","names":{"plural":"%1$s%2$d","singular":"bench%2$d",
                "kind":"Bench%2$d","listKind":"Bench%2$dList"},"versions":[{"name":"v1","served":true,"storage":true,
                "subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","properties":{%4$s}},
                "status":{"type":"object","properties":{"ready":{"type":"boolean"}}}}}}}]}}
                """.formatted(RESOURCE, number, group, sections()).getBytes(UTF_8);
    }

    private static String sections() {
        StringBuilder sections = new StringBuilder();
        for (int section = 0; section < SECTIONS; section++) {
            sections.append(section == 0 ? "" : ",")
                    .append("\"section")
                    .append(section)
                    .append("\":{\"type\":\"object\",\"properties\":{");
            for (int field = 0; field < FIELDS; field++) {
                sections.append(field == 0 ? "" : ",").append(field(section, field));
            }
            sections.append("}}");
        }
        return sections.toString();
    }

    private static String field(int section, int field) {
        String name = "field" + field;
        String says = ("The value that " + name + " of section " + section
                        + " is to have, and what it means where none is given. ")
                .repeat(2);
        return "\"%s\":{\"type\":\"string\",\"maxLength\":253,\"description\":\"%s\"}".formatted(name, says);
    }
}
