package dev.carafe.kubernetes.apiserver.proxy;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The subresource pods/proxy (pkg/registry/core/pod/strategy.go, ResourceLocation). */
final class PodProxy implements Connecter {
    private final ObjectReader reader;
    private final Backends backends;

    PodProxy(ObjectReader reader, Backends backends) {
        this.reader = reader;
        this.backends = backends;
    }

    @Override
    public void connect(ConnectRequest request, HttpExchange exchange) throws IOException {
        SchemeNamePort asked = SchemeNamePort.parse(request.name())
                .orElseThrow(() -> StatusError.badRequest("invalid pod request " + Quoted.of(request.name())));
        Pod pod = reader.getLatest("", "pods", request.namespace(), asked.name())
                .map(Pod::new)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "pods"), asked.name()));
        String port = asked.port().isEmpty() ? firstPort(pod) : asked.port();
        String address = pod.status().podIP();
        if (!Backends.isAllowed(address)) {
            throw StatusError.badRequest("address not allowed");
        }
        backends.send(new Backend(asked.schemeOrHttp(), address, port), request, exchange);
    }

    /** The first port that a container declares; empty where none does, which is the scheme's own. */
    private static String firstPort(Pod pod) {
        return pod.spec().containers().stream()
                .map(Container::ports)
                .flatMap(List::stream)
                .map(ContainerPort::containerPort)
                .flatMap(port -> Stream.of(Integer.toString(port)))
                .findFirst()
                .orElse("");
    }
}
