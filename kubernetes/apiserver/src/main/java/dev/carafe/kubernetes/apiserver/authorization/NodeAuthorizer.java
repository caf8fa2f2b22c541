package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.authentication.UserInfos;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What kubelets may do: what the role {@code system:node} says, but secrets and the like only as far as a pod on the node
 * uses them, and nodes and leases only their own (plugin/pkg/auth/authorizer/node).
 */
public final class NodeAuthorizer implements Authorizer {
    private static final Decision ALLOW = new Decision(Verdict.ALLOW, "");
    private static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final Set<String> WRITES = Set.of("create", "update", "patch");

    private final ObjectReader reader;
    private final RbacAuthorizer roles;

    /**
     * An authorizer for nodes.
     *
     * @param roles where the role of nodes is looked up
     */
    public NodeAuthorizer(ObjectReader reader, RbacAuthorizer roles) {
        this.reader = reader;
        this.roles = roles;
    }

    @Override
    public Decision authorize(Attributes request) {
        Optional<String> node = UserInfos.nodeOf(request.user());
        if (node.isEmpty()) {
            return NO_OPINION;
        }
        String name = node.get();
        return switch (request.isResourceRequest() ? request.group() + "/" + request.resource() : "") {
            case "/secrets" -> read(request, name, pod -> PodReferences.secret(pod, request.name()));
            case "/configmaps" -> read(request, name, pod -> PodReferences.configMap(pod, request.name()));
            case "/persistentvolumeclaims" -> read(request, name, pod -> PodReferences.claim(pod, request.name()));
            case "/persistentvolumes" -> READS.contains(request.verb()) ? volume(request, name) : NO_OPINION;
            case "/serviceaccounts" -> account(request, name);
            case "/nodes" -> own(request, name, "nodes", true);
            case "storage.k8s.io/csinodes" -> own(request, name, "csinodes", false);
            case "coordination.k8s.io/leases" -> lease(request, name);
            default -> byRole(request);
        };
    }

    private Decision byRole(Attributes request) {
        for (Rule rule : roles.rulesOf("ClusterRole", "", "system:node")) {
            if (rule.allows(request)) {
                return ALLOW;
            }
        }
        return NO_OPINION;
    }

    private Decision read(Attributes request, String node, Predicate<Pod> uses) {
        if (!READS.contains(request.verb()) || !request.subresource().isEmpty()) {
            return no("can only read resources of this type");
        }
        if (request.name().isEmpty()) {
            return no("No Object name found");
        }
        return hasPod(request.namespace(), node, uses)
                ? ALLOW
                : no("no relationship found between node " + Quoted.of(node) + " and this object");
    }

    /** A volume is read by the nodes on which a pod uses the claim that it is bound to. */
    private Decision volume(Attributes request, String node) {
        return reader.get("", "persistentvolumes", "", request.name())
                .map(tree -> new dev.carafe.kubernetes.api.core.v1.PersistentVolume(tree)
                        .spec()
                        .claimRef())
                .filter(claim -> hasPod(claim.namespace(), node, pod -> PodReferences.claim(pod, claim.name())))
                .map(_ -> ALLOW)
                .orElseGet(() -> no("no relationship found between node " + Quoted.of(node) + " and this object"));
    }

    private Decision account(Attributes request, String node) {
        boolean token = request.subresource().equals("token") && request.verb().equals("create");
        boolean read = request.subresource().isEmpty() && request.verb().equals("get");
        if (!token && !read) {
            return no("can only get service accounts and create tokens of them");
        }
        return hasPod(
                        request.namespace(),
                        node,
                        pod -> pod.spec().serviceAccountName().equals(request.name()))
                ? ALLOW
                : no("no relationship found between node " + Quoted.of(node) + " and this object");
    }

    private boolean hasPod(String namespace, String node, Predicate<Pod> uses) {
        return !namespace.isEmpty()
                && reader.list("", "pods", namespace).stream()
                        .map(Pod::new)
                        .anyMatch(pod -> pod.spec().nodeName().equals(node) && uses.test(pod));
    }

    private static Decision own(Attributes request, String node, String resource, boolean status) {
        boolean known = request.subresource().isEmpty()
                || (status && request.subresource().equals("status"));
        if (!known) {
            return NO_OPINION;
        }
        if (request.verb().equals("create") && request.name().isEmpty()) {
            return ALLOW; // admission looks at the name of the new object
        }
        boolean allowed = READS.contains(request.verb())
                || WRITES.contains(request.verb())
                || (request.verb().equals("delete") && resource.equals("csinodes"));
        if (allowed && request.name().equals(node)) {
            return ALLOW;
        }
        return no("node " + Quoted.of(node) + " cannot read or change other " + resource);
    }

    private static Decision lease(Attributes request, String node) {
        if (!request.namespace().equals("kube-node-lease")) {
            return no("can only access leases in the \"kube-node-lease\" system namespace");
        }
        if (request.verb().equals("create")) {
            return ALLOW; // admission looks at the name of the new object
        }
        boolean allowed = List.of("get", "update", "patch", "delete").contains(request.verb());
        return allowed && request.name().equals(node)
                ? ALLOW
                : no("can only access node lease with the same name as the requesting node");
    }

    private static Decision no(String reason) {
        return new Decision(Verdict.NO_OPINION, reason);
    }
}
