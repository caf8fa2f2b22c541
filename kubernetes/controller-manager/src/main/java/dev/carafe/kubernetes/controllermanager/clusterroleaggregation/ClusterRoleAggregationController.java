package dev.carafe.kubernetes.controllermanager.clusterroleaggregation;

import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.RbacV1;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Selectors;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the rules of an aggregated cluster role equal to those of all roles that it selects. */
public final class ClusterRoleAggregationController implements Controller {
    private final ResourceClient<ClusterRole> client;
    private final Lister<ClusterRole> roles;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    public ClusterRoleAggregationController(ControllerContext context) {
        this.client = context.client().of(RbacV1.CLUSTERROLES);
        this.queue = new RateLimitingQueue<>(context.clock());
        var informer = context.informers().informer(RbacV1.CLUSTERROLES);
        this.roles = informer.lister();
        informer.addHandler(ResourceHandler.ofAny(_ -> enqueueAggregated()));
    }

    /** Any role may be part of any aggregated one; the queue makes one look out of many. */
    private void enqueueAggregated() {
        roles.list().stream()
                .filter(ClusterRole::hasAggregationRule)
                .map(ClusterRole::name)
                .forEach(queue::add);
    }

    @Override
    public void start() {
        workers = Workers.start("clusterrole-aggregation-controller", 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(String name) {
        ClusterRole role = roles.get(new ObjectKey("", name));
        if (role == null || !role.hasAggregationRule()) {
            return;
        }
        Set<PolicyRule> rules = new LinkedHashSet<>();
        for (var selector : role.aggregationRule().clusterRoleSelectors()) {
            LabelSelector labels = Selectors.of(selector);
            roles.list().stream()
                    .filter(other -> !other.name().equals(name))
                    .filter(other -> labels.matches(other.metadata().labels()))
                    .sorted(Comparator.comparing(ClusterRole::name))
                    .forEach(other -> rules.addAll(other.rules()));
        }
        List<PolicyRule> wanted = List.copyOf(rules);
        if (!wanted.equals(List.copyOf(role.rules()))) {
            client.update(role.withRules(wanted));
        }
    }
}
