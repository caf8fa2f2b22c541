package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;

/** The subresource nodes/proxy: any request to the kubelet of a node. */
final class NodeProxy implements Connecter {
    private static final int BODY_MAX = 3 << 20;

    private final ObjectReader reader;
    private final KubeletClient client;

    NodeProxy(ObjectReader reader, KubeletClient client) {
        this.reader = reader;
        this.client = client;
    }

    /** The name may carry a scheme and a port, as in {@code https:worker:10250}; the kubelet has but one of each. */
    @Override
    public void connect(ConnectRequest request, HttpExchange exchange) throws IOException {
        String name = request.name();
        if (name.startsWith("https:")) {
            name = name.substring("https:".length());
        }
        int colon = name.indexOf(':');
        KubeletAddress kubelet = PodTarget.kubelet(reader, colon < 0 ? name : name.substring(0, colon));
        String[] segments = request.path().isEmpty()
                ? new String[] {""}
                : request.path().substring(1).split("/", -1);
        Target target = new Target(segments);
        request.options().values().forEach((option, values) -> values.forEach(value -> target.with(option, value)));
        HttpResponse<InputStream> reply = client.send(
                kubelet,
                exchange.method(),
                target.toString(),
                exchange.header("Content-Type"),
                exchange.body(BODY_MAX));
        try (InputStream in = reply.body();
                OutputStream out = exchange.stream(
                        reply.statusCode(),
                        reply.headers().firstValue("Content-Type").orElse("text/plain"))) {
            PodLogs.copy(in, out);
        }
    }
}
