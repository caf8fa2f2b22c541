package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people get wrong: each must be told in upstream's words, and the server must go on. */
@ExtendWith(CloudExtension.class)
@Timeout(300)
class BadInputTest {
    private final Kubectl kubectl;

    BadInputTest(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    @Test
    void unknownFieldIsNamed() {
        assertThat(refusal("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, dta: {a: b}}
                """)).contains("unknown field \"dta\"");
    }

    @Test
    void wrongTypeIsNamedWithItsField() {
        assertThat(refusal("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: many}}
                """)).contains("spec.replicas");
    }

    @Test
    void missingFieldsAreListedTogether() {
        assertThat(refusal("""
                {apiVersion: v1, kind: Pod, metadata: {name: Bad_Name}, spec: {containers: [{name: a}]}}
                """)).contains("is invalid", "metadata.name", "spec.containers[0].image: Required value");
    }

    @Test
    void malformedBodiesAreRefused() {
        Command.Result raw = kubectl.withInput(
                "{\"apiVersion\": ", "create", "--raw", "/api/v1/namespaces/default/configmaps", "-f", "-");
        assertThat(raw.status()).isNotZero();
        assertThat(raw.err()).contains("Error from server (BadRequest)");
        assertServes();
    }

    @Test
    void bodyBeyondTheLimitIsRefused() {
        String large = "{apiVersion: v1, kind: ConfigMap, metadata: {name: large}, data: {a: \"" + "x".repeat(4 << 20)
                + "\"}}";
        Command.Result result = kubectl.withInput(large, "create", "-f", "-");
        assertThat(result.err()).contains("RequestEntityTooLarge");
        assertServes();
    }

    @Test
    void conflictingUpdateIsRefused() {
        kubectl.ok("create", "configmap", "conflicted");
        String old = kubectl.ok("get", "configmap", "conflicted", "-o", "yaml");
        kubectl.ok("label", "configmap", "conflicted", "a=b");
        assertThat(kubectl.withInput(old, "replace", "-f", "-").err())
                .contains(
                        "the object has been modified; please apply your changes to the latest version and try again");
        kubectl.ok("delete", "configmap", "conflicted");
    }

    @Test
    void imageThatCannotBePulledIsReported() {
        kubectl.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: broken-image}, spec: {terminationGracePeriodSeconds: 0,
                 containers: [{name: a, image: "carafe.local/nothing:1", imagePullPolicy: Never}]}}
                """);
        awaitWaitingReason("broken-image", "ErrImageNeverPull");
        kubectl.ok("delete", "pod", "broken-image");
        kubectl.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: bad-image}, spec: {terminationGracePeriodSeconds: 0,
                 containers: [{name: a, image: "UPPER:case:twice"}]}}
                """);
        awaitWaitingReason("bad-image", "InvalidImageName");
        kubectl.ok("delete", "pod", "bad-image");
    }

    @Test
    void missingConfigMapIsReportedAndHealsWhenItComes() {
        kubectl.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: needs-map}, spec: {terminationGracePeriodSeconds: 0,
                 containers: [{name: a, image: "carafe.local/busybox:1", command: [sleep, "1000"],
                  envFrom: [{configMapRef: {name: late-map}}]}]}}
                """);
        awaitWaitingReason("needs-map", "CreateContainerConfigError");
        kubectl.ok("create", "configmap", "late-map", "--from-literal=a=b");
        kubectl.ok("wait", "--for=condition=Ready", "pod/needs-map", "--timeout=90s");
        kubectl.ok("delete", "pod/needs-map", "configmap/late-map");
    }

    @Test
    void unknownCommandLineWordsAreExplained(Cloud cloud) {
        Command.Result result = cloud.carafe("status", "--nonsense");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--nonsense");
    }

    private void awaitWaitingReason(String pod, String reason) {
        Await.until(
                pod + " waiting for " + reason,
                Duration.ofSeconds(60),
                () -> kubectl.field("{.status.containerStatuses[0].state.waiting.reason}", "pod", pod),
                reason::equals);
    }

    private String refusal(String manifest) {
        Command.Result result = kubectl.withInput(manifest, "create", "-f", "-");
        assertThat(result.status()).as(result.toString()).isNotZero();
        assertServes();
        return result.err();
    }

    private void assertServes() {
        assertThat(kubectl.ok("get", "--raw", "/readyz")).isEqualTo("ok");
    }
}
