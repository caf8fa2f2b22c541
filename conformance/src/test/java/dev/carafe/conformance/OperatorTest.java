package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator on the Java Operator SDK, which writes by server-side apply, with a definition of its own. */
@Timeout(240)
@BesideOthers
class OperatorTest {
    private static final Duration DONE_MAX = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: greetings.operator.example.com}
            spec:
              group: operator.example.com
              scope: Namespaced
              names: {plural: greetings, singular: greeting, kind: Greeting, listKind: GreetingList}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties: {words: {type: string}}
                      status:
                        type: object
                        properties: {said: {type: string}}
            """;

    @TempDir
    private Path folder;

    /** What users write. */
    public static final class GreetingSpec {
        public String words = "";
    }

    /** What the operator answers. */
    public static final class GreetingStatus {
        public String said = "";
    }

    /** The operator's kind. */
    @Group("operator.example.com")
    @Version("v1")
    public static final class Greeting extends CustomResource<GreetingSpec, GreetingStatus> implements Namespaced {
        private static final long serialVersionUID = 1L;
    }

    /** Says each greeting in a map of the same name, and takes the map away with it. */
    static final class Greeter implements Reconciler<Greeting>, Cleaner<Greeting> {
        @Override
        public UpdateControl<Greeting> reconcile(Greeting greeting, Context<Greeting> context) {
            String name = greeting.getMetadata().getName();
            String namespace = greeting.getMetadata().getNamespace();
            ConfigMap map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withData(Map.of("words", greeting.getSpec().words))
                    .build();
            context.getClient()
                    .resource(map)
                    .fieldManager("greeter")
                    .forceConflicts()
                    .serverSideApply();
            Greeting answer = new Greeting();
            answer.getMetadata().setName(name);
            answer.getMetadata().setNamespace(namespace);
            GreetingStatus status = new GreetingStatus();
            status.said = greeting.getSpec().words;
            answer.setStatus(status);
            return UpdateControl.patchStatus(answer);
        }

        @Override
        public DeleteControl cleanup(Greeting greeting, Context<Greeting> context) {
            context.getClient()
                    .configMaps()
                    .inNamespace(greeting.getMetadata().getNamespace())
                    .withName(greeting.getMetadata().getName())
                    .delete();
            return DeleteControl.defaultDelete();
        }
    }

    @Test
    void anOperatorReconcilesItsKind() throws Exception {
        try (ControlPlane plane = ControlPlane.start(folder)) {
            Kubectl kubectl = plane.kubectl();
            kubectl.apply(DEFINITION);
            kubectl.ok("wait", "--for=condition=Established", "crd/greetings.operator.example.com", "--timeout=30s");
            Config config = Config.fromKubeconfig(Files.readString(kubectl.kubeconfig()));
            config.setClientKeyAlgo("EC"); // which it does not tell by the key
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                Operator operator = new Operator(
                        overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
                operator.register(new Greeter());
                operator.start();
                try {
                    live(kubectl);
                } finally {
                    operator.stop();
                }
            }
        }
    }

    private static void live(Kubectl kubectl) {
        greet(kubectl, "good morning");
        await(kubectl, "{.data.words}", "good morning", "configmap", "hello");
        await(kubectl, "{.status.said}", "good morning", "greeting", "hello");
        assertThat(kubectl.field("{.metadata.finalizers}", "greeting", "hello"))
                .contains("operator.example.com/finalizer");
        greet(kubectl, "good night");
        await(kubectl, "{.data.words}", "good night", "configmap", "hello");
        await(kubectl, "{.status.said}", "good night", "greeting", "hello");
        assertThat(kubectl.field(
                        "{.metadata.managedFields[?(@.manager==\"greeter\")].operation}", "configmap", "hello"))
                .isEqualTo("Apply");
        kubectl.ok("delete", "greeting", "hello", "--timeout=60s");
        assertThat(kubectl.run("get", "configmap", "hello").err()).contains("NotFound");
    }

    private static void greet(Kubectl kubectl, String words) {
        kubectl.apply("""
                apiVersion: operator.example.com/v1
                kind: Greeting
                metadata: {name: hello, namespace: default}
                spec: {words: %s}
                """.formatted(words));
    }

    private static void await(Kubectl kubectl, String path, String wanted, String... object) {
        Await.until(
                path + " of " + String.join(" ", object), DONE_MAX, () -> kubectl.field(path, object), wanted::equals);
    }
}
