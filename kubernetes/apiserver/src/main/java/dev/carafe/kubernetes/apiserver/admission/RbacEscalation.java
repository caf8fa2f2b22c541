package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.RoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.RoleRef;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authentication.UserInfos;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer.Verdict;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.authorization.Rule;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Nobody grants by a role or a binding what they do not have themselves, unless they may {@code escalate} or {@code bind}.
 * Upstream checks this in the storage of these kinds (pkg/registry/rbac/.../policybased), which knows the user there.
 */
public final class RbacEscalation implements AdmissionPlugin {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Rule EVERYTHING = new Rule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of());

    private final Authorizer authorizer;
    private final RbacAuthorizer roles;

    public RbacEscalation(Authorizer authorizer, RbacAuthorizer roles) {
        this.authorizer = authorizer;
        this.roles = roles;
    }

    @Override
    public String name() {
        return "RbacEscalation";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && request.resource().group().equals(GROUP)
                && !request.user().isIn(UserInfos.MASTERS);
    }

    @Override
    public void validate(AdmissionRequest request) {
        Struct object = request.object().orElse(Struct.EMPTY);
        if (request.resource().name().endsWith("bindings")) {
            RoleBinding binding = new RoleBinding(object); // a cluster role binding has the same fields
            boolean same = request.oldObject()
                    .map(RoleBinding::new)
                    .filter(old -> old.roleRef().equals(binding.roleRef())
                            && old.subjects().equals(binding.subjects()))
                    .isPresent();
            if (!same) {
                checkBinding(request, binding.roleRef());
            }
            return;
        }
        ClusterRole role = new ClusterRole(object); // a role has the same fields but one
        boolean same = request.oldObject()
                .map(ClusterRole::new)
                .filter(old -> old.rules().equals(role.rules())
                        && old.aggregationRule().equals(role.aggregationRule()))
                .isPresent();
        if (!same) {
            checkRole(request, role);
        }
    }

    private void checkRole(AdmissionRequest request, ClusterRole role) {
        String name = role.name().isEmpty() ? request.name() : role.name();
        if (may(request, "escalate", request.resource().name(), name)) {
            return;
        }
        if (role.hasAggregationRule() && !missing(request, List.of(EVERYTHING)).isEmpty()) {
            throw Forbidden.of(request, "must have cluster-admin privileges to use aggregationRule");
        }
        refuse(
                request,
                missing(request, role.rules().stream().map(RbacEscalation::rule).toList()));
    }

    private void checkBinding(AdmissionRequest request, RoleRef role) {
        String resource = role.kind().equals("ClusterRole") ? "clusterroles" : "roles";
        if (!may(request, "bind", resource, role.name())) {
            refuse(request, missing(request, roles.rulesOf(role.kind(), request.namespace(), role.name())));
        }
    }

    private boolean may(AdmissionRequest request, String verb, String resource, String name) {
        Attributes asked =
                new Attributes(request.user(), verb, GROUP, "v1", resource, "", request.namespace(), name, "");
        return authorizer.authorize(asked).verdict() == Verdict.ALLOW;
    }

    private static Rule rule(PolicyRule rule) {
        return new Rule(rule.verbs(), rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceURLs());
    }

    /** The rules of which the user lacks a part. */
    private List<Rule> missing(AdmissionRequest request, List<Rule> wanted) {
        List<Rule> held = roles.rulesFor(request.user(), request.namespace());
        return wanted.stream()
                .filter(rule -> !covers(held, rule, request.user()))
                .toList();
    }

    /** Whether each single right of a rule is given by one of those held. */
    private static boolean covers(List<Rule> held, Rule wanted, UserInfo user) {
        List<String> names = wanted.resourceNames().isEmpty() ? List.of("") : wanted.resourceNames();
        for (String verb : wanted.verbs()) {
            for (String path : wanted.nonResourceUrls()) {
                if (!allowed(held, new Attributes(user, verb, "", "", "", "", "", "", path))) {
                    return false;
                }
            }
            for (String group : wanted.groups()) {
                for (String resource : wanted.resources()) {
                    int slash = resource.indexOf('/');
                    String whole = slash < 0 ? resource : resource.substring(0, slash);
                    String part = slash < 0 ? "" : resource.substring(slash + 1);
                    for (String name : names) {
                        if (!allowed(held, new Attributes(user, verb, group, "", whole, part, "", name, ""))) {
                            return false;
                        }
                    }
                }
            }
        }
        return true;
    }

    private static boolean allowed(List<Rule> held, Attributes right) {
        return held.stream().anyMatch(rule -> rule.allows(right));
    }

    private static void refuse(AdmissionRequest request, List<Rule> missing) {
        if (!missing.isEmpty()) {
            throw Forbidden.of(
                    request,
                    "user " + Quoted.of(request.user().name()) + " (groups="
                            + shown(request.user().groups())
                            + ") is attempting to grant RBAC permissions not currently held:\n"
                            + missing.stream().map(RbacEscalation::shown).collect(Collectors.joining("\n")));
        }
    }

    private static String shown(Rule rule) {
        return rule.nonResourceUrls().isEmpty()
                ? "{APIGroups:" + shown(rule.groups()) + ", Resources:" + shown(rule.resources())
                        + (rule.resourceNames().isEmpty() ? "" : ", ResourceNames:" + shown(rule.resourceNames()))
                        + ", Verbs:" + shown(rule.verbs()) + "}"
                : "{NonResourceURLs:" + shown(rule.nonResourceUrls()) + ", Verbs:" + shown(rule.verbs()) + "}";
    }

    private static String shown(List<String> texts) {
        return texts.stream().map(Quoted::of).collect(Collectors.joining(" ", "[", "]"));
    }
}
