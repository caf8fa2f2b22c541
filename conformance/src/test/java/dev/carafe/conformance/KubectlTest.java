package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands of kubectl against one small deployment of real containers. */
@ExtendWith(CloudExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
class KubectlTest {
    private static final String NAMESPACE = "kubectl-test";
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {app: web}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: carafe.local/busybox:1
                    stdin: true
                    command: [sh, -c, "trap 'exit 0' TERM; echo started; httpd -f -p 8080 -h /etc & while :; do sleep 1; done"]
                    ports: [{containerPort: 8080}]
            """;

    private final Kubectl kubectl;

    KubectlTest(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    @BeforeAll
    void deployWeb() {
        kubectl.ok("create", "namespace", NAMESPACE);
        kubectl.withInput(WEB, "apply", "-n", NAMESPACE, "-f", "-").orFail();
        ok("rollout", "status", "deployment/web", "--timeout=120s");
    }

    @AfterAll
    void deleteNamespace() {
        kubectl.ok("delete", "namespace", NAMESPACE, "--timeout=120s");
    }

    @Test
    void getPrintsUpstreamsColumns() {
        assertThat(ok("get", "pods")).matches("(?s)NAME +READY +STATUS +RESTARTS +AGE\nweb-\\S+ +1/1 +Running +0 +.*");
        assertThat(ok("get", "pods", "-o", "wide"))
                .matches("(?s)NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n.*");
        assertThat(ok("get", "deployments")).matches("(?s)NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2/2 +2 +2 +.*");
        assertThat(ok("get", "nodes")).matches("(?s)NAME +STATUS +ROLES +AGE +VERSION\n\\S+ +Ready +.*v1\\.37.*");
        assertThat(ok("get", "all")).contains("pod/web-", "deployment.apps/web", "replicaset.apps/web-");
        assertThat(run("get", "pods", "nothing").err())
                .isEqualTo("Error from server (NotFound): pods \"nothing\" not found\n");
    }

    @Test
    void describeShowsContainersAndEvents() {
        Await.until(
                "events of the pod",
                Duration.ofSeconds(20),
                () -> ok("describe", "pod", pod()),
                text -> text.contains("Successfully assigned")
                        && text.contains("Created")
                        && text.contains("Started")
                        && text.contains("State:          Running"));
        assertThat(ok("describe", "deployment", "web")).contains("2 desired | 2 updated | 2 total | 2 available");
        assertThat(kubectl.ok("describe", "nodes")).contains("KubeletReady");
    }

    @Test
    void explainKnowsEveryField() {
        assertThat(ok("explain", "deployment.spec.strategy.rollingUpdate.maxSurge"))
                .contains("KIND:       Deployment", "FIELD: maxSurge <IntOrString>");
    }

    @Test
    void logsFollowExecAndCopyReachTheContainer(@TempDir Path folder) throws IOException {
        assertThat(ok("logs", pod())).isEqualTo("started\n");
        assertThat(ok("logs", "deployment/web", "--tail=1", "--timestamps")).contains("started");
        assertThat(ok("exec", pod(), "--", "sh", "-c", "echo out; echo err >&2"))
                .isEqualTo("out\n");
        assertThat(run("exec", pod(), "--", "sh", "-c", "exit 7").status()).isEqualTo(7);
        assertThat(kubectl.withInput("through stdin", "-n", NAMESPACE, "exec", "-i", pod(), "--", "cat")
                        .orFail())
                .isEqualTo("through stdin");
        Path file = Files.writeString(folder.resolve("file"), "copied\n");
        ok("cp", file.toString(), pod() + ":/tmp/file");
        ok("cp", pod() + ":/tmp/file", folder.resolve("back").toString());
        assertThat(folder.resolve("back")).content().isEqualTo("copied\n");
    }

    /** As kubectl before 1.31 speaks, and most programs that execute commands by client-go. */
    @Test
    void streamsGoBySpdyToo(@TempDir Path folder) throws IOException {
        assertThat(bySpdy("", "exec", pod(), "--", "sh", "-c", "echo out; echo err >&2"))
                .extracting(Command.Result::out, Command.Result::err)
                .containsExactly("out\n", "err\n");
        assertThat(bySpdy("", "exec", pod(), "--", "sh", "-c", "exit 7").status())
                .isEqualTo(7);
        assertThat(bySpdy("through stdin", "exec", "-i", pod(), "--", "cat").orFail())
                .isEqualTo("through stdin");
        byte[] much = new byte[5 << 20];
        new SplittableRandom(2).nextBytes(much);
        Path file = Files.write(folder.resolve("much"), much);
        String pod = pod();
        bySpdy("", "cp", file.toString(), pod + ":/tmp/by-spdy").orFail();
        bySpdy("", "cp", pod + ":/tmp/by-spdy", folder.resolve("back").toString())
                .orFail();
        assertThat(Files.mismatch(file, folder.resolve("back"))).isEqualTo(-1);
        bySpdy("", "exec", pod, "--", "rm", "/tmp/by-spdy").orFail();
    }

    private Command.Result bySpdy(String input, String... arguments) {
        return kubectl.bySpdy(
                input,
                Stream.concat(Stream.of("-n", NAMESPACE), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void copyingMuchLosesNothing(@TempDir Path folder) throws IOException {
        byte[] much = new byte[50 << 20];
        new SplittableRandom(1).nextBytes(much);
        Path file = Files.write(folder.resolve("much"), much);
        String pod = pod();
        ok("cp", file.toString(), pod + ":/tmp/much");
        ok("cp", pod + ":/tmp/much", folder.resolve("back").toString());
        assertThat(Files.mismatch(file, folder.resolve("back"))).isEqualTo(-1);
        ok("exec", pod, "--", "rm", "/tmp/much");
    }

    @Test
    void logsCanBeFollowed() {
        ok(
                "run",
                "talker",
                "--image=carafe.local/busybox:1",
                "--restart=Never",
                "--",
                "sh",
                "-c",
                "for i in 1 2 3; do echo line $i; sleep 1; done");
        Await.until(
                "the talker to start",
                Duration.ofSeconds(60),
                () -> kubectl.field("{.status.phase}", "pod", "talker", "-n", NAMESPACE),
                phase -> phase.equals("Running") || phase.equals("Succeeded"));
        assertThat(ok("logs", "-f", "talker")).isEqualTo("line 1\nline 2\nline 3\n");
        ok("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/talker", "--timeout=30s");
        ok("delete", "pod", "talker");
    }

    @Test
    void attachSendsToTheProcessItself() {
        ok(
                "run",
                "echoer",
                "--image=carafe.local/busybox:1",
                "--restart=Never",
                "-i",
                "--quiet",
                "--command",
                "--",
                "sh",
                "-c",
                "echo ready");
        ok("delete", "pod", "echoer", "--ignore-not-found");
        kubectl.withInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: reader}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  containers:
                  - {name: main, image: "carafe.local/busybox:1", stdin: true, stdinOnce: true, command: [sh, -c, "read line; echo got $line"]}
                """, "-n", NAMESPACE, "apply", "-f", "-").orFail();
        ok("wait", "--for=condition=Ready", "pod/reader", "--timeout=60s");
        kubectl.withInput("words\n", "-n", NAMESPACE, "attach", "-i", "reader").orFail();
        ok("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/reader", "--timeout=60s");
        assertThat(ok("logs", "reader")).contains("got words");
        ok("delete", "pod", "reader");
    }

    @Test
    void portForwardCarriesHttp() throws IOException, InterruptedException {
        int port = Ports.free();
        ProcessBuilder builder = new ProcessBuilder(
                        kubectl.command("-n", NAMESPACE, "port-forward", pod(), port + ":8080"))
                .redirectErrorStream(true);
        builder.environment().putAll(kubectl.environment());
        Process forward = builder.start();
        try {
            Await.until(
                    "an answer through the forwarded port",
                    Duration.ofSeconds(30),
                    () -> Command.run("curl", "-s", "-m", "5", "http://127.0.0.1:" + port + "/hostname")
                            .out(),
                    answer -> answer.startsWith("web-"));
        } finally {
            forward.destroy();
            forward.waitFor();
        }
    }

    @Test
    void scaleAndRolloutsGoForwardAndBack() {
        kubectl.withInput(
                        WEB.replace("name: web,", "name: roll,").replace("app: web", "app: roll"),
                        "-n",
                        NAMESPACE,
                        "apply",
                        "-f",
                        "-")
                .orFail();
        ok("rollout", "status", "deployment/roll", "--timeout=120s");
        ok("scale", "deployment/roll", "--replicas=3");
        ok("rollout", "status", "deployment/roll", "--timeout=120s");
        ok("rollout", "restart", "deployment/roll");
        ok("rollout", "status", "deployment/roll", "--timeout=120s");
        assertThat(ok("rollout", "history", "deployment/roll")).contains("REVISION", "2");
        ok("rollout", "undo", "deployment/roll");
        ok("rollout", "status", "deployment/roll", "--timeout=120s");
        ok("rollout", "pause", "deployment/roll");
        ok("rollout", "resume", "deployment/roll");
        ok("delete", "deployment", "roll", "--cascade=foreground", "--timeout=60s");
        assertThat(ok("get", "pods", "-l", "app=roll", "-o", "name")).isEmpty();
    }

    @Test
    void labelAnnotateAndAllKindsOfPatchChangeAnObject() {
        ok("create", "configmap", "patched", "--from-literal=a=1");
        ok("label", "configmap", "patched", "tier=front");
        ok("annotate", "configmap", "patched", "note=hello");
        ok("patch", "configmap", "patched", "--type=merge", "-p", "{\"data\":{\"b\":\"2\"}}");
        ok(
                "patch",
                "configmap",
                "patched",
                "--type=json",
                "-p",
                "[{\"op\":\"replace\",\"path\":\"/data/a\",\"value\":\"3\"}]");
        ok("patch", "configmap", "patched", "--type=strategic", "-p", "{\"data\":{\"b\":null}}");
        assertThat(ok("get", "configmap", "patched", "-o", "jsonpath={.data}{.metadata.labels}"))
                .isEqualTo("{\"a\":\"3\"}{\"tier\":\"front\"}");
        assertThat(Command.run(
                                Duration.ofMinutes(1),
                                java.util.Map.of(
                                        "KUBECONFIG",
                                        kubectl.kubeconfig().toString(),
                                        "KUBE_EDITOR",
                                        "sed -i s/\\\"3\\\"/\\\"4\\\"/"),
                                "",
                                kubectl.command("-n", NAMESPACE, "edit", "configmap", "patched"))
                        .orFail())
                .contains("edited");
        assertThat(ok("get", "configmap", "patched", "-o", "jsonpath={.data.a}"))
                .isEqualTo("4");
        ok("delete", "configmap", "patched");
    }

    @Test
    void diffShowsWhatReplaceWrites() {
        String config = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: replaced}
                data: {a: "%s"}
                """;
        input(config.formatted(1), "create", "-f", "-").orFail();
        assertThat(input(config.formatted(1), "diff", "-f", "-").orFail()).isEmpty();
        Command.Result difference = input(config.formatted(2), "diff", "-f", "-");
        assertThat(difference.status()).isEqualTo(1);
        assertThat(difference.out()).contains("-  a: \"1\"\n+  a: \"2\"\n");
        assertThat(ok("get", "configmap", "replaced", "-o", "jsonpath={.data.a}"))
                .isEqualTo("1");
        assertThat(input(config.formatted(2), "replace", "-f", "-").orFail())
                .isEqualTo("configmap/replaced replaced\n");
        assertThat(ok("get", "configmap", "replaced", "-o", "jsonpath={.data.a}"))
                .isEqualTo("2");
        ok("delete", "configmap", "replaced");
    }

    @Test
    void deleteKnowsAllThreeCascades() {
        for (String cascade : new String[] {"background", "foreground", "orphan"}) {
            String name = "cascade-" + cascade;
            kubectl.withInput(
                            WEB.replace("name: web,", "name: " + name + ",")
                                    .replace("app: web", "app: " + name)
                                    .replace("replicas: 2", "replicas: 1"),
                            "-n",
                            NAMESPACE,
                            "apply",
                            "-f",
                            "-")
                    .orFail();
            ok("rollout", "status", "deployment/" + name, "--timeout=120s");
            ok("delete", "deployment", name, "--cascade=" + cascade, "--timeout=60s");
            if (cascade.equals("orphan")) {
                assertThat(ok("get", "replicasets", "-l", "app=" + name, "-o", "name"))
                        .isNotEmpty();
                ok("delete", "replicasets", "-l", "app=" + name, "--timeout=60s");
            }
            Await.until(
                    "no pod of " + name,
                    Duration.ofSeconds(60),
                    () -> ok("get", "pods", "-l", "app=" + name, "-o", "name"),
                    String::isEmpty);
        }
    }

    @Test
    void authCanIAndTokensKnowWhoAsks() {
        assertThat(ok("auth", "can-i", "create", "pods")).isEqualTo("yes\n");
        assertThat(run("auth", "can-i", "list", "secrets", "--as=system:serviceaccount:default:default")
                        .out())
                .isEqualTo("no\n");
        ok("create", "serviceaccount", "visitor");
        assertThat(ok("create", "token", "visitor").split("\\.")).hasSize(3);
    }

    @Test
    void nobodyGrantsMoreThanTheyHave() {
        ok("create", "rolebinding", "local-admin", "--clusterrole=admin", "--user=mallory");
        Await.until(
                "the binding to take effect",
                Duration.ofSeconds(20),
                () -> run("auth", "can-i", "create", "rolebindings", "--as=mallory")
                        .out(),
                "yes\n"::equals);
        ok("create", "rolebinding", "fair", "--clusterrole=view", "--user=friend", "--as=mallory");
        Command.Result greedy =
                run("create", "rolebinding", "greedy", "--clusterrole=cluster-admin", "--user=mallory", "--as=mallory");
        assertThat(greedy.err()).contains("is attempting to grant RBAC permissions not currently held");
    }

    @Test
    void eventsAreListed() {
        Await.until(
                "events",
                Duration.ofSeconds(20),
                () -> ok("events"),
                text -> text.contains("LAST SEEN") && text.contains("Scaled up replica set"));
    }

    @Test
    void cordonAndDrainEmptyANode() {
        String node = kubectl.field("{.items[0].metadata.name}", "nodes");
        kubectl.ok("cordon", node);
        assertThat(kubectl.ok("get", "nodes")).contains("Ready,SchedulingDisabled");
        try {
            kubectl.ok(
                    "drain",
                    node,
                    "--ignore-daemonsets",
                    "--delete-emptydir-data",
                    "--force",
                    "--pod-selector=app=web",
                    "--timeout=90s");
            String pending = Await.until(
                    "replacements that find no node",
                    Duration.ofSeconds(30),
                    () -> ok("events", "--types=Warning"),
                    text -> text.contains("FailedScheduling"));
            assertThat(pending).contains("0/1 nodes are available: 1 node(s) were unschedulable.");
        } finally {
            kubectl.ok("uncordon", node);
        }
        ok("rollout", "status", "deployment/web", "--timeout=120s");
    }

    @Test
    void whatIsNotThereYetAnswersWithUpstreamsOwnError() {
        assertThat(run("top", "pods").err()).contains("Metrics API not available");
    }

    @Test
    void serverSideApplyKnowsWhoOwnsWhat() {
        String config = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: owned}
                data: {a: "%s"}
                """;
        assertThat(apply(config.formatted(1)).orFail()).isEqualTo("configmap/owned serverside-applied\n");
        Command.Result other = apply(config.formatted(2), "--field-manager=other");
        assertThat(other.status()).isNotZero();
        assertThat(other.err())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.a")
                .contains("--force-conflicts");
        apply(config.formatted(2), "--field-manager=other", "--force-conflicts").orFail();
        assertThat(ok("get", "configmap", "owned", "-o", "jsonpath={.data.a}")).isEqualTo("2");
        assertThat(ok("get", "configmap", "owned", "--show-managed-fields", "-o", "yaml"))
                .contains("manager: other", "operation: Apply", "f:a: {}");
        // What was applied without the server goes over to it without a conflict.
        String before = config.formatted(3).replace("owned", "moved");
        kubectl.withInput(before, "-n", NAMESPACE, "apply", "-f", "-").orFail();
        apply(before.replace("\"3\"", "\"4\"")).orFail();
        assertThat(ok("get", "configmap", "moved", "-o", "jsonpath={.data.a}")).isEqualTo("4");
        ok("delete", "configmap", "owned", "moved");
    }

    private Command.Result apply(String config, String... options) {
        List<String> arguments = new ArrayList<>(List.of("-n", NAMESPACE, "apply", "--server-side", "-f", "-"));
        arguments.addAll(List.of(options));
        return kubectl.withInput(config, arguments.toArray(String[]::new));
    }

    private String pod() {
        return kubectl.field(
                        "{.items[?(@.status.phase=='Running')].metadata.name}",
                        "pods",
                        "-l",
                        "app=web",
                        "-n",
                        NAMESPACE)
                .split(" ")[0];
    }

    private String ok(String... arguments) {
        return run(arguments).orFail();
    }

    private Command.Result run(String... arguments) {
        return input("", arguments);
    }

    private Command.Result input(String input, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = NAMESPACE;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return kubectl.withInput(input, all);
    }
}
