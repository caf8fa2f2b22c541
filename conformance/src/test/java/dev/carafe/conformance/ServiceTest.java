package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How Services of every kind are reached, from the node and from pods. Addresses are of those kept for documentation. */
@ExtendWith(CloudExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class ServiceTest {
    private static final String NAMESPACE = "service-test";
    /** curl could not connect. */
    private static final int REFUSED = 7;
    /** curl was not answered in time. */
    private static final int TIMED_OUT = 28;

    private final Kubectl kubectl;

    ServiceTest(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    @BeforeAll
    void startWeb() {
        kubectl.ok("create", "namespace", NAMESPACE);
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: %1$s, labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 0
                  hostname: web-0
                  subdomain: headless
                  containers:
                  - name: main
                    image: carafe.local/busybox:1
                    command: [sh, -c, "mkdir /w; hostname > /w/index.html; exec httpd -f -p 8080 -h /w"]
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: headless, namespace: %1$s}
                spec: {clusterIP: None, selector: {app: web}, ports: [{name: http, port: 8080}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: local, namespace: %1$s}
                spec: {type: NodePort, externalTrafficPolicy: Local, internalTrafficPolicy: Local, sessionAffinity: ClientIP, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: guarded, namespace: %1$s}
                spec: {type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24], externalIPs: [198.51.100.9], selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: open, namespace: %1$s}
                spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: nobody, namespace: %1$s}
                spec: {selector: {app: nobody}, externalIPs: [198.51.100.10], ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}, {name: sctp, port: 99, protocol: SCTP}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: alias, namespace: %1$s}
                spec: {type: ExternalName, externalName: local.%1$s.svc.cluster.local}
                """.formatted(NAMESPACE));
        balancer("guarded", "198.51.100.7");
        balancer("open", "198.51.100.8");
        kubectl.ok("wait", "-n", NAMESPACE, "--for=condition=Ready", "pod/web", "--timeout=90s");
    }

    @AfterAll
    void deleteNamespace() {
        kubectl.ok("delete", "namespace", NAMESPACE, "--timeout=120s");
    }

    @Test
    void externalAddressesAndLoadBalancersAnswer() {
        answers("198.51.100.9:80", 0);
        answers("198.51.100.8:80", 0);
    }

    @Test
    void aLoadBalancerLetsInOnlyItsSourceRanges() {
        answers("198.51.100.7:80", TIMED_OUT);
    }

    @Test
    void localPoliciesAnswerOnTheNodeOfThePod() {
        String address = kubectl.field("{.items[0].status.addresses[?(@.type=='InternalIP')].address}", "nodes");
        answers(address + ":" + service("{.spec.ports[0].nodePort}", "local"), 0);
        answers(service("{.spec.clusterIP}", "local") + ":80", 0);
    }

    @Test
    void loadBalancersMayAskTheNodeForEndpoints() {
        String port = service("{.spec.healthCheckNodePort}", "open");
        Await.until(
                "the node to say that it has the endpoint",
                Duration.ofSeconds(40),
                () -> Command.run("curl", "-s", "-m", "3", "http://127.0.0.1:" + port + "/")
                        .out(),
                answer -> answer.contains("\"name\": \"open\"") && answer.contains("\"localEndpoints\": 1"));
    }

    @Test
    void aServiceWithoutEndpointsRefusesAtOnce() {
        answers(service("{.spec.clusterIP}", "nobody") + ":80", REFUSED);
        answers("198.51.100.10:80", REFUSED);
    }

    @Test
    void aPodReachesItselfByItsService() {
        for (String name : new String[] {"local", "alias", "headless:8080", "web-0.headless:8080"}) {
            var _ = Await.until(
                    name + " to be known and to answer",
                    Duration.ofSeconds(40),
                    () -> kubectl.run(
                                    "exec",
                                    "-n",
                                    NAMESPACE,
                                    "web",
                                    "--",
                                    "wget",
                                    "-q",
                                    "-O",
                                    "-",
                                    "http://" + name + "/")
                            .out(),
                    "web-0\n"::equals);
        }
        assertThat(kubectl.ok("exec", "-n", NAMESPACE, "web", "--", "wget", "-q", "-O", "-", "http://198.51.100.8/"))
                .isEqualTo("web-0\n");
    }

    @Test
    void linksToServicesAreInTheEnvironment() {
        kubectl.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: links, namespace: %s}, spec: {restartPolicy: Never,
                 containers: [{name: main, image: "carafe.local/busybox:1", command: [env]}]}}
                """.formatted(NAMESPACE));
        kubectl.ok("wait", "-n", NAMESPACE, "--for=jsonpath={.status.phase}=Succeeded", "pod/links", "--timeout=90s");
        String ip = service("{.spec.clusterIP}", "nobody");
        assertThat(kubectl.ok("logs", "-n", NAMESPACE, "links"))
                .contains("NOBODY_SERVICE_HOST=" + ip + "\n", "NOBODY_PORT_53_UDP=udp://" + ip + ":53\n")
                .contains("NOBODY_SERVICE_PORT_DNS=53\n", "KUBERNETES_SERVICE_PORT_HTTPS=443\n");
    }

    private void balancer(String service, String address) {
        kubectl.ok(
                "patch",
                "service",
                service,
                "-n",
                NAMESPACE,
                "--subresource=status",
                "-p",
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"" + address + "\"}]}}}");
    }

    private String service(String path, String name) {
        return kubectl.field(path, "service", name, "-n", NAMESPACE);
    }

    /** Asks until curl ends as wanted: rules follow the objects a moment later. */
    private static void answers(String address, int status) {
        Command.Result result = Await.until(
                "curl " + address + " to end with " + status,
                Duration.ofSeconds(40),
                () -> Command.run("curl", "-s", "-m", "3", "http://" + address + "/"),
                ended -> ended.status() == status);
        assertThat(result.out()).isEqualTo(status == 0 ? "web-0\n" : "");
    }
}
