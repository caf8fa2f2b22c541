package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.LoadBalancerStatus;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import java.util.List;

/**
 * Writes a service's finalizer and status. Both go through the status subresource, which is all that the controller's role
 * may write.
 */
final class ServiceWrites {
    private final ResourceClient<Service> services;

    ServiceWrites(Client client) {
        this.services = client.of(CoreV1.SERVICES);
    }

    void addFinalizer(Service service) {
        if (!ServiceChange.hasFinalizer(service)) {
            patch(service, "metadata", Struct.of("finalizers", List.<Object>of(ServiceChange.FINALIZER)));
        }
    }

    void removeFinalizer(Service service) {
        if (ServiceChange.hasFinalizer(service)) {
            patch(
                    service,
                    "metadata",
                    Struct.of("$deleteFromPrimitiveList/finalizers", List.<Object>of(ServiceChange.FINALIZER)));
        }
    }

    /** Writes the status where it differs from what the service had. */
    void status(Service service, LoadBalancerStatus status) {
        if (!service.status().loadBalancer().ingress().equals(status.ingress())) {
            List<Object> ingress =
                    status.ingress().stream().<Object>map(each -> each.struct()).toList();
            Struct balancer = Struct.of("ingress", ingress.isEmpty() ? Null.NULL : ingress);
            patch(service, "status", Struct.of("loadBalancer", balancer));
        }
    }

    private void patch(Service service, String field, Struct change) {
        services.patch(
                service.namespace(),
                service.name(),
                PatchType.STRATEGIC,
                Struct.of(field, change),
                "status",
                WriteOptions.DEFAULT);
    }
}
