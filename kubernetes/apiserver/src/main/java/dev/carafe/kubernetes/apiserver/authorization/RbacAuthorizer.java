package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.Role;
import dev.carafe.kubernetes.api.rbac.v1.RoleBinding;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Role based access control (plugin/pkg/auth/authorizer/rbac). Roles and bindings are compiled into an index by subject, made
 * anew by the first request after they changed. Thread-safe.
 */
public final class RbacAuthorizer implements Authorizer {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");

    private final ObjectReader reader;
    private final LongSupplier version;
    private final ReentrantLock building = new ReentrantLock();
    private volatile @Nullable Compiled compiled;

    private record Compiled(long version, RbacIndex index) {}

    /**
     * An authorizer over stored roles and bindings.
     *
     * @param version a number that changes when any of them changed, such as the newest revision of their caches; it is
     *     asked for at every request
     */
    public RbacAuthorizer(ObjectReader reader, LongSupplier version) {
        this.reader = reader;
        this.version = version;
    }

    RbacIndex index() {
        long wanted = version.getAsLong();
        Compiled current = compiled;
        if (current != null && current.version() == wanted) {
            return current.index();
        }
        building.lock();
        try {
            current = compiled;
            if (current == null || current.version() != wanted) {
                current = new Compiled(wanted, build());
                compiled = current;
            }
            return current.index();
        } finally {
            building.unlock();
        }
    }

    private RbacIndex build() {
        return new RbacIndex(
                reader.list(GROUP, "clusterroles", "").stream()
                        .map(ClusterRole::new)
                        .toList(),
                reader.list(GROUP, "roles", "").stream().map(Role::new).toList(),
                reader.list(GROUP, "clusterrolebindings", "").stream()
                        .map(ClusterRoleBinding::new)
                        .toList(),
                reader.list(GROUP, "rolebindings", "").stream()
                        .map(RoleBinding::new)
                        .toList());
    }

    @Override
    public Decision authorize(Attributes attributes) {
        RbacIndex.Grant grant = index().find(attributes);
        return grant == null ? NO_OPINION : new Decision(Verdict.ALLOW, grant.reason());
    }

    /** All rules that a user has in a namespace, those of the whole cluster among them. */
    public List<Rule> rulesFor(UserInfo user, String namespace) {
        List<Rule> rules = new ArrayList<>();
        index().visit(user, namespace, rules::add);
        return rules;
    }

    /** The rules of a role, with those it gathers; empty where there is no such role. */
    public List<Rule> rulesOf(String kind, String namespace, String name) {
        return kind.equals("ClusterRole") ? index().clusterRole(name) : index().role(namespace, name);
    }
}
