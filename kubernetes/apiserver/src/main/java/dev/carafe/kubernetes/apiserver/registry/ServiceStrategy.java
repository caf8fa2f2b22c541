package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.LoadBalancerStatus;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.core.v1.ServiceStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ServiceDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.LoadBalancerValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.ServiceUpdateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.ServiceValidator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Services: what a type does not need is dropped when the type changes and the user left it as it was. */
final class ServiceStrategy extends DefaultStrategy {
    ServiceStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return ServiceDefaults.service(new Service(object)).struct();
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        return new Service(object)
                .withStatus(new ServiceStatus().withLoadBalancer(new LoadBalancerStatus()))
                .struct();
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        Service service = new Service(super.prepareForUpdate(object, old));
        Service dropped = service.withSpec(dropped(service.spec(), new Service(old).spec()));
        return dropped.spec().type().equals("LoadBalancer")
                ? dropped.struct()
                : dropped.withStatus(dropped.status().withLoadBalancer(new LoadBalancerStatus()))
                        .struct();
    }

    /** Metadata may change with the status: a cloud's service controller has no other way to its finalizer. */
    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        return new Service(object).withSpec(new Service(old).spec()).struct();
    }

    private static ServiceSpec dropped(ServiceSpec given, ServiceSpec old) {
        ServiceSpec spec = given;
        if (needsClusterIp(old) && !needsClusterIp(spec)) {
            if (spec.clusterIP().equals(old.clusterIP()) && spec.clusterIPs().equals(old.clusterIPs())) {
                spec = spec.withoutClusterIP().withoutClusterIPs();
            }
            if (spec.ipFamilies().equals(old.ipFamilies())) {
                spec = spec.withoutIpFamilies();
            }
            if (spec.ipFamilyPolicy().equals(old.ipFamilyPolicy())) {
                spec = spec.withoutIpFamilyPolicy();
            }
        }
        if (needsNodePort(old)
                && !needsNodePort(spec)
                && ServicePools.nodePortsOf(old).containsAll(ServicePools.nodePortsOf(spec))) {
            spec = spec.withPorts(
                    spec.ports().stream().map(ServicePort::withoutNodePort).toList());
        }
        if (needsHealthCheck(old)
                && !needsHealthCheck(spec)
                && spec.healthCheckNodePort() == old.healthCheckNodePort()) {
            spec = spec.withoutHealthCheckNodePort();
        }
        boolean wasBalanced = old.type().equals("LoadBalancer");
        if (wasBalanced && !spec.type().equals("LoadBalancer")) {
            if (spec.allocateLoadBalancerNodePorts() == old.allocateLoadBalancerNodePorts()) {
                spec = spec.withoutAllocateLoadBalancerNodePorts();
            }
            if (spec.loadBalancerClass().equals(old.loadBalancerClass())) {
                spec = spec.withoutLoadBalancerClass();
            }
        }
        if (isExternal(old) && !isExternal(spec) && spec.externalTrafficPolicy().equals(old.externalTrafficPolicy())) {
            spec = spec.withoutExternalTrafficPolicy();
        }
        // Upstream keeps it and does not show it.
        if (!needsClusterIp(spec) && spec.internalTrafficPolicy().equals(old.internalTrafficPolicy())) {
            spec = spec.withoutInternalTrafficPolicy();
        }
        return spec;
    }

    static boolean needsClusterIp(ServiceSpec spec) {
        return !spec.type().equals("ExternalName");
    }

    static boolean needsNodePort(ServiceSpec spec) {
        return spec.type().equals("NodePort") || spec.type().equals("LoadBalancer");
    }

    /** Whether ports for which no number is asked get one. */
    static boolean allocatesNodePorts(ServiceSpec spec) {
        return spec.type().equals("NodePort")
                || (spec.type().equals("LoadBalancer")
                        && (!spec.hasAllocateLoadBalancerNodePorts() || spec.allocateLoadBalancerNodePorts()));
    }

    static boolean needsHealthCheck(ServiceSpec spec) {
        return spec.type().equals("LoadBalancer")
                && spec.externalTrafficPolicy().equals("Local");
    }

    private static boolean isExternal(ServiceSpec spec) {
        return needsNodePort(spec)
                || (spec.type().equals("ClusterIP") && !spec.externalIPs().isEmpty());
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        Service service = new Service(object);
        Service before = new Service(old == null ? Struct.EMPTY : old);
        if (old != null) {
            ServiceUpdateValidator.validate(service.spec(), before.spec(), errors);
        }
        ServiceValidator.service(service, before, errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        ServiceSpec spec = new Service(object).spec();
        return Map.of("spec.clusterIP", spec.clusterIP(), "spec.type", spec.type());
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        LoadBalancerValidator.serviceStatus(new Service(object), new Service(old), errors);
    }

    @Override
    public List<String> warnings(Struct object) {
        return ServiceWarnings.of(new Service(object));
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.service(new Service(object));
    }
}
