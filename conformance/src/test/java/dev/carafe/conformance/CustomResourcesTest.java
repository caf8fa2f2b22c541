package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A kind of a client's own, through kubectl. */
@ExtendWith(CloudExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class CustomResourcesTest {
    private static final String NAMESPACE = "custom-resources-test";
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: backups.test.carafe.dev}
            spec:
              group: test.carafe.dev
              scope: Namespaced
              names: {plural: backups, singular: backup, kind: Backup, shortNames: [bk]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.copies, statusReplicasPath: .status.copies}
                additionalPrinterColumns:
                - {name: Schedule, type: string, jsonPath: .spec.schedule}
                - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [schedule]
                        properties:
                          schedule: {type: string, pattern: '^\\S+( \\S+){4}$', description: When to back up.}
                          copies: {type: integer, minimum: 0, default: 1}
                          targets:
                            type: array
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [name]
                            items:
                              type: object
                              required: [name]
                              properties: {name: {type: string}, size: {x-kubernetes-int-or-string: true}}
                      status:
                        type: object
                        properties:
                          copies: {type: integer}
                          conditions:
                            type: array
                            items: {type: object, properties: {type: {type: string}, status: {type: string}}}
            """;

    private final Kubectl kubectl;

    CustomResourcesTest(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    @BeforeAll
    void define() {
        kubectl.ok("create", "namespace", NAMESPACE);
        kubectl.withInput(DEFINITION, "apply", "-f", "-").orFail();
        kubectl.ok("wait", "--for=condition=established", "crd/backups.test.carafe.dev", "--timeout=60s");
    }

    @AfterAll
    void remove() {
        kubectl.ok("delete", "namespace", NAMESPACE, "--timeout=120s");
        kubectl.ok("delete", "crd", "backups.test.carafe.dev", "--timeout=120s", "--ignore-not-found");
    }

    private static String backup(String name, String spec) {
        return "apiVersion: test.carafe.dev/v1\nkind: Backup\nmetadata: {name: " + name + "}\nspec: " + spec + "\n";
    }

    private String ok(String... arguments) {
        return kubectl.ok(with(arguments));
    }

    private static String[] with(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-n";
        all[arguments.length + 1] = NAMESPACE;
        return all;
    }

    private Command.Result input(String yaml, String... arguments) {
        return kubectl.withInput(yaml, with(arguments));
    }

    @Test
    void anObjectIsAppliedShownAndChanged() {
        assertThat(input(backup("daily", "{schedule: '0 3 * * *'}"), "apply", "-f", "-")
                        .orFail())
                .contains("backup.test.carafe.dev/daily created");
        assertThat(ok("get", "bk", "daily", "-o", "jsonpath={.spec.copies}")).isEqualTo("1");
        assertThat(ok("get", "backups", "daily")).matches("(?s)NAME +SCHEDULE +READY\ndaily +0 3 \\* \\* \\*.*");
        assertThat(input(backup("daily", "{schedule: '0 4 * * *'}"), "diff", "-f", "-")
                        .out())
                .contains("-  schedule: 0 3 * * *", "+  schedule: 0 4 * * *");
        assertThat(input(backup("daily", "{schedule: '0 4 * * *'}"), "apply", "-f", "-")
                        .orFail())
                .contains("configured");
        assertThat(ok("scale", "backup/daily", "--replicas=3")).contains("scaled");
        assertThat(ok("get", "backup", "daily", "-o", "jsonpath={.spec.copies}"))
                .isEqualTo("3");
        ok(
                "patch",
                "backup",
                "daily",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        ok("wait", "backup/daily", "--for=condition=Ready", "--timeout=30s");
        assertThat(ok("delete", "backup", "daily")).contains("deleted");
    }

    @Test
    void fieldsHaveOwners() {
        String apply = backup("owned", "{schedule: '0 3 * * *', targets: [{name: a, size: 1}]}");
        input(apply, "apply", "--server-side", "--field-manager=one", "-f", "-").orFail();
        String other = backup("owned", "{targets: [{name: b, size: 1Gi}]}");
        input(other, "apply", "--server-side", "--field-manager=two", "-f", "-").orFail();
        assertThat(ok("get", "backup", "owned", "-o", "jsonpath={.spec.targets[*].name}"))
                .isEqualTo("a b");
        String conflict = backup("owned", "{schedule: '0 5 * * *'}");
        assertThat(input(conflict, "apply", "--server-side", "--field-manager=two", "-f", "-")
                        .err())
                .contains("conflict with \"one\": .spec.schedule");
    }

    @Test
    void whatTheSchemaForbidsIsRefused() {
        assertThat(input(backup("bad", "{schedule: never}"), "apply", "-f", "-").err())
                .contains("spec.schedule in body should match");
        assertThat(input(backup("bad", "{schedule: '0 3 * * *', unknown: 1}"), "create", "-f", "-")
                        .err())
                .contains("unknown field \"spec.unknown\"");
        assertThat(input(backup("bad", "{copies: 1}"), "create", "-f", "-").err())
                .contains("spec.schedule: Required value");
    }

    @Test
    void aDefinitionOfManyFieldsIsAppliedByTheServer() {
        String large = largeDefinition();
        assertThat(large.length()).isBetween(60_000, 80_000);
        try {
            assertThat(kubectl.withInput(large, "apply", "--server-side", "-f", "-")
                            .orFail())
                    .isEqualTo(
                            "customresourcedefinition.apiextensions.k8s.io/archives.test.carafe.dev serverside-applied\n");
            kubectl.ok("wait", "--for=condition=established", "crd/archives.test.carafe.dev", "--timeout=60s");
            String explained = Await.until(
                    "the new kind in the documents",
                    Duration.ofSeconds(30),
                    () -> kubectl.run("explain", "archive.spec.part7.deep.deeper.field9")
                            .out(),
                    text -> !text.isEmpty());
            assertThat(explained)
                    .contains("KIND:       Archive", "FIELD: field9 <string>", "What field 9 of part 7 is for.");
        } finally {
            kubectl.ok("delete", "crd", "archives.test.carafe.dev", "--timeout=120s", "--ignore-not-found");
        }
    }

    /** A definition of twenty parts, each with twenty fields that are described at length. */
    private static String largeDefinition() {
        StringBuilder text = new StringBuilder("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: archives.test.carafe.dev}
                spec:
                  group: test.carafe.dev
                  scope: Namespaced
                  names: {plural: archives, singular: archive, kind: Archive}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties:
                """);
        for (int part = 0; part < 20; part++) {
            text.append("""
                              part%d:
                                type: object
                                properties:
                                  deep:
                                    type: object
                                    properties:
                                      deeper:
                                        type: object
                                        properties:
                """.formatted(part));
            for (int field = 0; field < 20; field++) {
                text.append(
                        "                          field%d: {type: string, maxLength: 64, description: 'What field %d of part %d is for. %s'}\n"
                                .formatted(field, field, part, "It is one of many. ".repeat(3)));
            }
        }
        return text.toString();
    }

    @Test
    void theKindIsExplained() {
        assertThat(kubectl.ok("explain", "backup.spec.schedule"))
                .contains("FIELD: schedule <string>", "When to back up.");
        assertThat(kubectl.ok("explain", "backups", "--recursive")).contains("copies", "targets", "conditions");
        assertThat(kubectl.ok("api-resources", "--api-group=test.carafe.dev")).contains("backups", "bk", "Backup");
    }
}
