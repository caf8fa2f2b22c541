package dev.carafe.kubernetes.apiserver.proxy;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The subresource services/proxy: one of the service's endpoints, at random (pkg/registry/core/service/storage). */
final class ServiceProxy implements Connecter {
    private final ObjectReader reader;
    private final Backends backends;
    private final RandomGenerator random;

    ServiceProxy(ObjectReader reader, Backends backends, RandomGenerator random) {
        this.reader = reader;
        this.backends = backends;
        this.random = random;
    }

    @Override
    public void connect(ConnectRequest request, HttpExchange exchange) throws IOException {
        SchemeNamePort asked = SchemeNamePort.parse(request.name())
                .orElseThrow(() -> StatusError.badRequest("invalid service request " + Quoted.of(request.name())));
        String port = portName(request.namespace(), asked);
        List<Backend> choices = new ArrayList<>();
        reader.get("", "endpoints", request.namespace(), asked.name())
                .map(Endpoints::new)
                .ifPresent(endpoints -> endpoints
                        .subsets()
                        .forEach(subset -> subset.ports().stream()
                                .filter(each -> each.name().equals(port))
                                .forEach(each -> {
                                    for (EndpointAddress address : subset.addresses()) {
                                        choices.add(new Backend(
                                                asked.schemeOrHttp(), address.ip(), Integer.toString(each.port())));
                                    }
                                })));
        choices.removeIf(choice -> !Backends.isAllowed(choice.address()));
        if (choices.isEmpty()) {
            throw StatusError.serviceUnavailable("no endpoints available for service " + Quoted.of(asked.name()));
        }
        backends.send(choices.get(random.nextInt(choices.size())), request, exchange);
    }

    /** The name of the port that was asked for; one asked for by number is looked up in the service. */
    private String portName(String namespace, SchemeNamePort asked) {
        if (!asked.port().matches("[0-9]{1,5}")) {
            return asked.port();
        }
        Service service = reader.get("", "services", namespace, asked.name())
                .map(Service::new)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "services"), asked.name()));
        int number = Integer.parseInt(asked.port());
        return service.spec().ports().stream()
                .filter(port -> port.port() == number)
                .map(ServicePort::name)
                .findFirst()
                .orElseThrow(() -> StatusError.serviceUnavailable(
                        "no service port " + number + " found for service " + Quoted.of(asked.name())));
    }
}
