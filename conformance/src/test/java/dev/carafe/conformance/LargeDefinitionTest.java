package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Definitions of hundreds of kilobytes, such as operators install, through kubectl. */
@Timeout(300)
@BesideOthers
class LargeDefinitionTest {
    private static final Duration EXPLAINED_MAX = Duration.ofSeconds(60);
    private static final int ANNOTATIONS_MAX_BYTES = 256 << 10;

    @TempDir
    private static Path folder;

    private static ControlPlane plane;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start(folder);
    }

    @AfterAll
    static void end() {
        if (plane != null) {
            plane.close();
        }
    }

    private static String written(String name, int bytes) throws Exception {
        return Files.writeString(folder.resolve(name), LargeDefinition.ofAtLeast(bytes))
                .toString();
    }

    @Test
    void aLargeDefinitionIsAppliedExplainedAndHeldTo() throws Exception {
        Kubectl kubectl = plane.kubectl();
        String large = written("large.json", 200 << 10);
        String larger = written("larger.json", ANNOTATIONS_MAX_BYTES + 1);
        String definition = "crd/issuers." + LargeDefinition.GROUP;

        // kubectl remembers in an annotation what it applied, which has a bound of its own
        assertThat(kubectl.run("apply", "-f", larger).err())
                .isEqualTo(
                        "The CustomResourceDefinition \"issuers.large.example.com\" is invalid: metadata.annotations:"
                                + " Too long: may not be more than 262144 bytes\n");
        assertThat(kubectl.ok("apply", "-f", large)).endsWith("created\n");
        kubectl.ok("wait", "--for=condition=Established", definition, "--timeout=60s");
        assertThat(kubectl.ok("apply", "-f", large)).endsWith("unchanged\n");
        assertThat(kubectl.ok("apply", "--server-side", "--force-conflicts", "-f", larger))
                .endsWith("serverside-applied\n");
        assertThat(kubectl.field("{.spec.versions[0].schema.openAPIV3Schema.properties.spec.required}", definition))
                .isEqualTo("[\"acme\"]");

        assertThat(Await.until(
                        "the kind to be explained",
                        EXPLAINED_MAX,
                        () -> kubectl.run(
                                        "explain",
                                        "issuers.spec.acme.solvers.dns01.provider0.podTemplate.spec.affinity"
                                                + ".podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution")
                                .out(),
                        text -> text.contains("Pods that it would be apart from.")))
                .contains("topologyKey\t<string> -required-");

        String issuer = """
                apiVersion: large.example.com/v1
                kind: Issuer
                metadata: {name: i, namespace: default}
                spec:
                  acme:
                    server: %s
                    solvers:
                    - dns01: {provider0: {secretRef: {name: s}}}
                    - http01: {ingress: {podTemplate: {spec: {affinity: {podAffinity: {
                        requiredDuringSchedulingIgnoredDuringExecution: [%s]}}}}}}
                """;
        assertThat(kubectl.withInput(issuer.formatted("http://here", "{}"), "apply", "-f", "-")
                        .err())
                .contains("* spec.acme.server: Invalid value: \"http://here\": spec.acme.server in body should match"
                        + " '^https://'")
                .contains("* spec.acme.solvers[1].http01.ingress.podTemplate.spec.affinity.podAffinity"
                        + ".requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value");
        kubectl.apply(issuer.formatted("https://here", "{topologyKey: zone}"));
        assertThat(kubectl.withInput(
                                issuer.formatted("https://here", "{topologyKey: zone, unknown: 1}"),
                                "apply",
                                "--server-side",
                                "--force-conflicts",
                                "-f",
                                "-")
                        .err())
                .contains("requiredDuringSchedulingIgnoredDuringExecution[0].unknown: field not declared in schema");
        assertThat(kubectl.withInput(
                                issuer.formatted("https://there", "{topologyKey: rack}"),
                                "apply",
                                "--server-side",
                                "--force-conflicts",
                                "-f",
                                "-")
                        .orFail())
                .isEqualTo("issuer.large.example.com/i serverside-applied\n");
        assertThat(kubectl.field("{.spec.acme.server}", "-n", "default", "issuer/i"))
                .isEqualTo("https://there");
        kubectl.ok("delete", definition);
    }
}
