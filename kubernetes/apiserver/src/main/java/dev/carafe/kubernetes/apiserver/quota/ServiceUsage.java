package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Map;
import java.util.Set;

/** Counts services, those with balancers, and the node ports that they will have (pkg/quota/v1/evaluator/core/services.go). */
final class ServiceUsage implements QuotaEvaluator {
    private static final String COUNT = "count/services";
    private static final String SERVICES = "services";
    private static final String NODE_PORTS = "services.nodeports";
    private static final String BALANCERS = "services.loadbalancers";
    private static final Set<String> COUNTED = Set.of(COUNT, SERVICES, NODE_PORTS, BALANCERS);

    @Override
    public boolean handles(QuotaRequest request) {
        return request.subresource().isEmpty();
    }

    @Override
    public boolean counts(String bounded) {
        return COUNTED.contains(bounded);
    }

    @Override
    public Map<String, Quantity> usage(Struct object) {
        ServiceSpec spec = new Service(object).spec();
        boolean balanced = spec.type().equals("LoadBalancer");
        return Map.of(
                COUNT,
                Amounts.ONE,
                SERVICES,
                Amounts.ONE,
                NODE_PORTS,
                Quantity.of(nodePorts(spec)),
                BALANCERS,
                balanced ? Amounts.ONE : Quantity.ZERO);
    }

    private static long nodePorts(ServiceSpec spec) {
        return switch (spec.type()) {
            case "NodePort" -> spec.ports().size();
            case "LoadBalancer" ->
                spec.hasAllocateLoadBalancerNodePorts() && !spec.allocateLoadBalancerNodePorts()
                        ? spec.ports().stream()
                                .filter(port -> port.nodePort() != 0)
                                .count()
                        : spec.ports().size();
            default -> 0;
        };
    }
}
