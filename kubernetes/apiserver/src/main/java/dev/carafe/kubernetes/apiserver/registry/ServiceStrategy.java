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
import dev.carafe.kubernetes.apiserver.registry.validation.LoadBalancerValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.ServiceUpdateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.ServiceValidator;
import java.util.List;
import java.util.Map;

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
        return service.withSpec(dropped(service.spec(), new Service(old).spec()))
                .struct();
    }

    /** Metadata may change with the status: a cloud's service controller has no other way to its finalizer. */
    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        return new Service(object).withSpec(new Service(old).spec()).struct();
    }

    private static ServiceSpec dropped(ServiceSpec given, ServiceSpec old) {
        ServiceSpec spec = given;
        if (needsClusterIp(old) && !needsClusterIp(spec) && spec.clusterIPs().equals(old.clusterIPs())) {
            spec = spec.withoutClusterIP().withoutClusterIPs();
            if (spec.ipFamilies().equals(old.ipFamilies())) {
                spec = spec.withoutIpFamilies().withoutIpFamilyPolicy();
            }
        }
        if (needsNodePort(old) && !needsNodePort(spec) && nodePorts(spec).equals(nodePorts(old))) {
            spec = spec.withPorts(
                    spec.ports().stream().map(ServicePort::withoutNodePort).toList());
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
        if (!needsClusterIp(spec) && spec.internalTrafficPolicy().equals(old.internalTrafficPolicy())) {
            spec = spec.withoutInternalTrafficPolicy();
        }
        return spec;
    }

    static boolean needsClusterIp(ServiceSpec spec) {
        return !spec.type().equals("ExternalName");
    }

    static boolean needsNodePort(ServiceSpec spec) {
        return spec.type().equals("NodePort")
                || (spec.type().equals("LoadBalancer")
                        && (!spec.hasAllocateLoadBalancerNodePorts() || spec.allocateLoadBalancerNodePorts()));
    }

    private static boolean isExternal(ServiceSpec spec) {
        return spec.type().equals("NodePort")
                || spec.type().equals("LoadBalancer")
                || !spec.externalIPs().isEmpty();
    }

    private static List<Integer> nodePorts(ServiceSpec spec) {
        return spec.ports().stream().map(ServicePort::nodePort).toList();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        ServiceValidator.service(new Service(object).spec(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        ServiceUpdateValidator.validate(new Service(object).spec(), new Service(old).spec(), errors);
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
