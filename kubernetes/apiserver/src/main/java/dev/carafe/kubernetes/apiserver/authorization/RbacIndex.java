package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.Role;
import dev.carafe.kubernetes.api.rbac.v1.RoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.RoleRef;
import dev.carafe.kubernetes.api.rbac.v1.Subject;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authentication.UserInfos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is granted which rules, looked up by user and group. Immutable once built. */
final class RbacIndex {
    private final Map<String, List<Grant>> byUser = new HashMap<>();
    private final Map<String, List<Grant>> byGroup = new HashMap<>();
    private final Map<String, ClusterRole> clusterRoles = new HashMap<>();
    private final Map<String, List<Rule>> clusterRules = new HashMap<>();
    private final Map<String, List<Rule>> roleRules = new HashMap<>();

    /**
     * Rules that a binding gives to a subject.
     *
     * @param namespace where they hold; empty for everywhere
     * @param reason for the audit log
     */
    record Grant(String namespace, List<Rule> rules, String reason) {
        boolean holdsIn(String wanted) {
            return namespace.isEmpty() || namespace.equals(wanted);
        }
    }

    RbacIndex(
            List<ClusterRole> clusterRoles,
            List<Role> roles,
            List<ClusterRoleBinding> clusterRoleBindings,
            List<RoleBinding> roleBindings) {
        clusterRoles.forEach(role -> this.clusterRoles.put(role.name(), role));
        clusterRoles.forEach(role -> clusterRules.put(role.name(), List.copyOf(aggregated(role, new HashSet<>()))));
        roles.forEach(role -> roleRules.put(
                role.namespace() + "/" + role.name(),
                role.rules().stream().map(Rule::of).toList()));
        for (ClusterRoleBinding binding : clusterRoleBindings) {
            String reason = "ClusterRoleBinding " + Quoted.of(binding.name());
            bind("", binding.roleRef(), binding.subjects(), reason);
        }
        for (RoleBinding binding : roleBindings) {
            String reason = "RoleBinding " + Quoted.of(binding.name() + "/" + binding.namespace());
            bind(binding.namespace(), binding.roleRef(), binding.subjects(), reason);
        }
    }

    /** A role's own rules and those of the roles that it gathers by their labels, and they gather in turn. */
    private Set<Rule> aggregated(ClusterRole role, Set<String> seen) {
        Set<Rule> rules = new LinkedHashSet<>();
        if (!seen.add(role.name())) {
            return rules;
        }
        role.rules().forEach(rule -> rules.add(Rule.of(rule)));
        for (LabelSelector selector : role.aggregationRule().clusterRoleSelectors()) {
            for (ClusterRole other : clusterRoles.values()) {
                if (matches(selector, other)) {
                    rules.addAll(aggregated(other, seen));
                }
            }
        }
        return rules;
    }

    private static boolean matches(LabelSelector selector, ClusterRole role) {
        try {
            return dev.carafe.kubernetes.apimachinery.labels.LabelSelector.ofTree(selector.struct())
                    .matches(role.metadata().labels());
        } catch (SelectorException _) {
            return false;
        }
    }

    private void bind(String namespace, RoleRef role, List<Subject> subjects, String binding) {
        List<Rule> rules = role.kind().equals("ClusterRole")
                ? clusterRole(role.name())
                : roleRules.getOrDefault(namespace + "/" + role.name(), List.of());
        if (rules.isEmpty()) {
            return; // the role is missing, or says nothing
        }
        for (Subject subject : subjects) {
            String name = subject.name();
            String shown = name;
            if (subject.kind().equals("ServiceAccount")) {
                String home = subject.namespace().isEmpty() ? namespace : subject.namespace();
                if (home.isEmpty()) {
                    continue;
                }
                name = UserInfos.SERVICE_ACCOUNT_PREFIX + home + ":" + subject.name();
                shown = subject.name() + "/" + subject.namespace();
            }
            String reason = "RBAC: allowed by " + binding + " of " + role.kind() + " " + Quoted.of(role.name()) + " to "
                    + subject.kind() + " " + Quoted.of(shown);
            Map<String, List<Grant>> index = subject.kind().equals("Group") ? byGroup : byUser;
            index.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Grant(namespace, rules, reason));
        }
    }

    /** The rules of a cluster role, with those it gathers; empty where there is no such role. */
    List<Rule> clusterRole(String name) {
        return clusterRules.getOrDefault(name, List.of());
    }

    /** The rules of a role of a namespace; empty where there is no such role. */
    List<Rule> role(String namespace, String name) {
        return roleRules.getOrDefault(namespace + "/" + name, List.of());
    }

    /** The first grant that allows the request, or null. */
    @Nullable
    Grant find(Attributes request) {
        Grant found = find(byUser.get(request.user().name()), request);
        List<String> groups = request.user().groups();
        for (int i = 0; i < groups.size() && found == null; i++) {
            found = find(byGroup.get(groups.get(i)), request);
        }
        return found;
    }

    private static @Nullable Grant find(@Nullable List<Grant> grants, Attributes request) {
        if (grants == null) {
            return null;
        }
        for (int i = 0; i < grants.size(); i++) {
            Grant grant = grants.get(i);
            if (!grant.namespace().isEmpty()
                    && !(request.isResourceRequest() && grant.namespace().equals(request.namespace()))) {
                continue;
            }
            for (Rule rule : grant.rules()) {
                if (rule.allows(request)) {
                    return grant;
                }
            }
        }
        return null;
    }

    /** All rules that a user has in a namespace. */
    void visit(UserInfo user, String namespace, Consumer<Rule> visitor) {
        List<Grant> grants = new ArrayList<>(byUser.getOrDefault(user.name(), List.of()));
        user.groups().forEach(group -> grants.addAll(byGroup.getOrDefault(group, List.of())));
        grants.stream()
                .filter(grant -> grant.holdsIn(namespace))
                .forEach(grant -> grant.rules().forEach(visitor));
    }
}
