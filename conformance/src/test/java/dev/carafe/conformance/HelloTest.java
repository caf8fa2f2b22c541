package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first thing that a newcomer does: examples/hello.yaml. */
@ExtendWith(CloudExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class HelloTest {
    private static final String HELLO =
            Cloud.REPOSITORY.resolve("examples/hello.yaml").toString();

    private final Kubectl kubectl;

    HelloTest(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    @BeforeAll
    void applyHello() {
        kubectl.ok("apply", "-f", HELLO);
        kubectl.ok("rollout", "status", "deployment/hello", "--timeout=120s");
    }

    @AfterAll
    void deleteHello() {
        kubectl.ok("delete", "-f", HELLO, "--wait=true", "--timeout=60s");
    }

    @Test
    void clusterIpSpreadsOverAllThreePods() {
        String clusterIp = kubectl.field("{.spec.clusterIP}", "service", "hello");
        String port = kubectl.field("{.spec.ports[0].port}", "service", "hello");
        assertThat(answers("http://" + clusterIp + ":" + port + "/cgi-bin/index.cgi"))
                .isEqualTo(pods());
    }

    @Test
    void nodePortSpreadsOverAllThreePods() {
        String address = kubectl.field("{.items[0].status.addresses[?(@.type=='InternalIP')].address}", "nodes");
        String port = kubectl.field("{.spec.ports[0].nodePort}", "service", "hello");
        assertThat(answers("http://" + address + ":" + port + "/cgi-bin/index.cgi"))
                .isEqualTo(pods());
    }

    @Test
    void dnsNameAnswersFromInsideAPod() {
        String pod = pods().iterator().next();
        String port = kubectl.field("{.spec.ports[0].port}", "service", "hello");
        for (String name : Set.of("hello", "hello.default", "hello.default.svc.cluster.local")) {
            String answer = kubectl.ok(
                    "exec", pod, "--", "wget", "-q", "-O", "-", "http://" + name + ":" + port + "/cgi-bin/index.cgi");
            assertThat(answer).startsWith("Hello from hello-");
        }
    }

    @Test
    void configMapIsAFileAndSecretIsInTheEnvironment() {
        String pod = pods().iterator().next();
        assertThat(kubectl.ok("exec", pod, "--", "sh", "-c", "echo $GREETING; cat /www/cgi-bin/index.cgi"))
                .startsWith("Hello\n#!/bin/sh");
    }

    private Set<String> pods() {
        return new TreeSet<>(Set.of(kubectl.field("{.items[*].metadata.name}", "pods", "-l", "app=hello")
                .split(" ")));
    }

    /** The names of the pods that answer, asked until three of them have. */
    private static Set<String> answers(String url) {
        Set<String> names = new TreeSet<>();
        return Await.until(
                "answers of three pods from " + url,
                Duration.ofSeconds(60),
                () -> {
                    Command.Result result = Command.run("curl", "-s", "-m", "5", url);
                    if (result.status() == 0) {
                        names.add(result.out().replaceAll("(?s)Hello from (\\S+).*", "$1"));
                    }
                    return names;
                },
                seen -> seen.size() >= 3);
    }
}
