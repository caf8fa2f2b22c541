package dev.carafe.kubernetes.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer.Verdict;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RbacAuthorizerTest {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final List<String> VERBS = List.of("get", "list", "*");
    private static final List<String> GROUPS = List.of("", "apps", "*");
    private static final List<String> RESOURCES = List.of("pods", "pods/log", "*/log", "deployments", "*");
    private static final List<String> NAMES = List.of("a", "b");
    private static final List<String> NAMESPACES = List.of("n1", "n2");

    private final InMemoryObjects objects = new InMemoryObjects();
    private final AtomicLong version = new AtomicLong();
    private final RbacAuthorizer authorizer = new RbacAuthorizer(objects, version::get);

    private static <T> T any(SplittableRandom random, List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    /** Made at random, and kept beside the stored roles for the naive answer. */
    private record Granted(String namespace, String subject, Rule rule) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void agreesWithTheNaiveEvaluator(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        java.util.ArrayList<Granted> granted = new java.util.ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Rule rule = new Rule(
                    List.of(any(random, VERBS)),
                    List.of(any(random, GROUPS)),
                    List.of(any(random, RESOURCES)),
                    random.nextBoolean() ? List.of() : List.of(any(random, NAMES)),
                    List.of());
            String namespace = random.nextBoolean() ? "" : any(random, NAMESPACES);
            String subject = random.nextBoolean() ? "User:u" + random.nextInt(3) : "Group:g" + random.nextInt(2);
            granted.add(new Granted(namespace, subject, rule));
            store(i, namespace, subject, rule);
        }
        version.incrementAndGet();
        for (int i = 0; i < 2_000; i++) {
            Attributes request = new Attributes(
                    UserInfo.of("u" + random.nextInt(3), "g" + random.nextInt(2)),
                    any(random, List.of("get", "list", "delete")),
                    any(random, List.of("", "apps", "batch")),
                    "v1",
                    any(random, List.of("pods", "deployments", "services")),
                    any(random, List.of("", "log")),
                    any(random, List.of("", "n1", "n2")),
                    any(random, List.of("", "a", "b")),
                    "");
            assertThat(authorizer.authorize(request).verdict() == Verdict.ALLOW)
                    .as("seed %d request %s", seed, request)
                    .isEqualTo(granted.stream().anyMatch(grant -> naive(grant, request)));
        }
    }

    private void store(int number, String namespace, String subject, Rule rule) {
        String kind = namespace.isEmpty() ? "ClusterRole" : "Role";
        String where = namespace.isEmpty() ? "" : ",'namespace':'" + namespace + "'";
        String metadata = "'metadata':{'name':'r" + number + "'" + where + "}";
        String names = rule.resourceNames().isEmpty()
                ? "[]"
                : "['" + rule.resourceNames().getFirst() + "']";
        Struct role =
                Trees.of("{" + metadata + ",'rules':[{'verbs':['" + rule.verbs().getFirst() + "'],'apiGroups':['"
                        + rule.groups().getFirst() + "'],'resources':['"
                        + rule.resources().getFirst()
                        + "'],'resourceNames':" + names + "}]}");
        String[] parts = subject.split(":");
        Struct binding = Trees.of("{" + metadata + ",'roleRef':{'kind':'" + kind + "','name':'r" + number
                + "'},'subjects':[{'kind':'" + parts[0] + "','name':'" + parts[1] + "'}]}");
        String prefix = namespace.isEmpty() ? "cluster" : "";
        objects.put(GROUP, prefix + "roles", role).put(GROUP, prefix + "rolebindings", binding);
    }

    private static boolean naive(Granted grant, Attributes request) {
        Rule rule = grant.rule();
        String resource = rule.resources().getFirst();
        String full = request.resource() + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
        boolean subject = grant.subject().equals("User:" + request.user().name())
                || request.user().groups().stream()
                        .anyMatch(group -> grant.subject().equals("Group:" + group));
        return subject
                && (grant.namespace().isEmpty() || grant.namespace().equals(request.namespace()))
                && List.of("*", request.verb()).contains(rule.verbs().getFirst())
                && List.of("*", request.group()).contains(rule.groups().getFirst())
                && (resource.equals("*")
                        || resource.equals(full)
                        || (!request.subresource().isEmpty() && resource.equals("*/" + request.subresource())))
                && (rule.resourceNames().isEmpty() || rule.resourceNames().contains(request.name()));
    }

    @Test
    void gathersAggregatedRoles() {
        objects.put(GROUP, "clusterroles", Trees.of("""
                {'metadata':{'name':'view','labels':{'to-admin':'true'}},
                 'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to-view':'true'}}]}}"""));
        objects.put(GROUP, "clusterroles", Trees.of("""
                {'metadata':{'name':'part','labels':{'to-view':'true'}},
                 'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]}"""));
        objects.put(GROUP, "clusterroles", Trees.of("""
                {'metadata':{'name':'admin'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to-admin':'true'}}]}}"""));
        objects.put(GROUP, "rolebindings", Trees.of("""
                {'metadata':{'name':'b','namespace':'n1'},'roleRef':{'kind':'ClusterRole','name':'admin'},
                 'subjects':[{'kind':'ServiceAccount','namespace':'n1','name':'robot'}]}"""));
        UserInfo robot = UserInfo.of("system:serviceaccount:n1:robot");
        Attributes request = new Attributes(robot, "get", "", "v1", "pods", "", "n1", "x", "");
        assertThat(authorizer.authorize(request))
                .isEqualTo(
                        new Authorizer.Decision(
                                Verdict.ALLOW,
                                "RBAC: allowed by RoleBinding \"b/n1\" of ClusterRole \"admin\" to ServiceAccount \"robot/n1\""));
    }

    @Test
    void matchesPathsWithAStarAtTheEnd() {
        Rule rule = new Rule(List.of("get"), List.of(), List.of(), List.of(), List.of("/healthz", "/openapi/*"));
        UserInfo user = UserInfo.of("u");
        assertThat(rule.allows(new Attributes(user, "get", "", "", "", "", "", "", "/openapi/v3")))
                .isTrue();
        assertThat(rule.allows(new Attributes(user, "get", "", "", "", "", "", "", "/healthz/etcd")))
                .isFalse();
    }

    @Test
    void letsAKubeletReadOnlyWhatItsPodsUse() {
        objects.put("", "pods", Trees.of("""
                {'metadata':{'name':'p','namespace':'n1'},'spec':{'nodeName':'worker','serviceAccountName':'sa','containers':[
                 {'name':'c','envFrom':[{'secretRef':{'name':'used'}}]}]}}"""));
        NodeAuthorizer nodes = new NodeAuthorizer(objects, authorizer);
        UserInfo worker = UserInfo.of("system:node:worker", "system:nodes");
        UserInfo other = UserInfo.of("system:node:other", "system:nodes");
        assertThat(nodes.authorize(secret(worker, "used")).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(nodes.authorize(secret(worker, "unused")).verdict()).isEqualTo(Verdict.NO_OPINION);
        assertThat(nodes.authorize(secret(worker, "")).verdict()).isEqualTo(Verdict.NO_OPINION);
        assertThat(nodes.authorize(secret(other, "used")).verdict()).isEqualTo(Verdict.NO_OPINION);
    }

    private static Attributes secret(UserInfo user, String name) {
        return new Attributes(user, "get", "", "v1", "secrets", "", "n1", name, "");
    }
}
