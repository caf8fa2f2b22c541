package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The subresources pods/exec, pods/attach and pods/portforward: a WebSocket to the client and one to the kubelet, which
 * chooses the sub-protocol; between them messages pass as they are. A client that asks for SPDY, as many do that are older, is joined
 * with a connection to the kubelet that has switched to it.
 */
final class PodStreams implements Connecter {
    private static final Set<String> CHANNELS = Set.of(
            "v5.channel.k8s.io",
            "v4.channel.k8s.io",
            "v3.channel.k8s.io",
            "v2.channel.k8s.io",
            "channel.k8s.io",
            "v4.base64.channel.k8s.io",
            "base64.channel.k8s.io");

    /** Sub-protocols whose error channel takes a Status. */
    private static final Set<String> ERROR_CHANNELS = Set.of("v5.channel.k8s.io", "v4.channel.k8s.io");

    private static final Set<String> PORTS = Set.of("SPDY/3.1+portforward.k8s.io", "v4.channel.k8s.io");

    /** What may stand in a header that is passed on. */
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z0-9./+_-]{1,100}");

    private static final int PROTOCOLS_MAX = 10;

    private final ObjectReader reader;
    private final KubeletClient client;

    PodStreams(ObjectReader reader, KubeletClient client) {
        this.reader = reader;
        this.client = client;
    }

    @Override
    public void connect(ConnectRequest request, HttpExchange exchange) throws IOException {
        Pod pod = PodTarget.pod(reader, request);
        boolean ports = request.resource().equals("pods/portforward");
        Target target = ports ? portForward(pod, request.options()) : container(pod, request);
        if (pod.spec().nodeName().isEmpty()) {
            throw StatusError.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        if (exchange.header("Upgrade").equalsIgnoreCase(SpdyClient.SPDY)) {
            join(exchange, PodTarget.kubelet(reader, pod.spec().nodeName()), target.toString());
            return;
        }
        if (!exchange.wantsWebSocket()) {
            throw StatusError.badRequest("Upgrade request required");
        }
        List<String> protocols = exchange.webSocketProtocols().stream()
                .filter((ports ? PORTS : CHANNELS)::contains)
                .toList();
        if (protocols.isEmpty()) {
            throw StatusError.badRequest(
                    "unable to upgrade: no supported subprotocol among " + exchange.webSocketProtocols());
        }
        KubeletAddress kubelet = PodTarget.kubelet(reader, pod.spec().nodeName());
        WebSocketClient upstream;
        try {
            upstream = client.upgrade(kubelet, target.toString(), protocols);
        } catch (StatusError e) {
            if (!ERROR_CHANNELS.contains(protocols.getFirst())) {
                throw e;
            }
            // A refused upgrade makes kubectl try SPDY, and show that error: so it is told within, as upstream does.
            exchange.acceptWebSocket(protocols.getFirst(), session -> new RefusedStream(session, e).start());
            return;
        }
        try {
            exchange.acceptWebSocket(upstream.protocol(), session -> WebSocketRelay.start(session, upstream));
        } catch (IOException | RuntimeException e) {
            upstream.close();
            throw e;
        }
    }

    private void join(HttpExchange exchange, KubeletAddress kubelet, String target) throws IOException {
        List<String> protocols = exchange.headers(SpdyClient.PROTOCOL_HEADER).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(PROTOCOL.asMatchPredicate())
                .limit(PROTOCOLS_MAX)
                .toList();
        SpdyClient there = client.spdy(kubelet, target, protocols);
        try {
            if (!there.protocol().isEmpty()) {
                exchange.setHeader(SpdyClient.PROTOCOL_HEADER, there.protocol());
            }
            exchange.acceptUpgrade(SpdyClient.SPDY, there.connection());
        } catch (IOException | RuntimeException e) {
            there.connection().end().close();
            throw e;
        }
    }

    private static Target container(Pod pod, ConnectRequest request) {
        Query options = request.options();
        String action = request.resource().equals("pods/exec") ? "exec" : "attach";
        String container = PodTarget.container(pod, options.first("container"));
        Target target = new Target(action, pod.namespace(), pod.name(), container);
        options.all("command").forEach(word -> target.with("command", word));
        boolean output = options.flag("stdout");
        boolean error = options.flag("stderr");
        boolean input = options.flag("stdin");
        if (!input && !output && !error) {
            throw StatusError.badRequest("you must specify at least one of stdin, stdout, stderr");
        }
        flag(target, "input", input);
        flag(target, "output", output);
        flag(target, "error", error && !options.flag("tty"));
        flag(target, "tty", options.flag("tty"));
        return target;
    }

    private static void flag(Target target, String name, boolean value) {
        if (value) {
            target.with(name, "1");
        }
    }

    private static Target portForward(Pod pod, Query options) {
        Target target = new Target("portForward", pod.namespace(), pod.name());
        options.all("ports").forEach(port -> target.with("port", port));
        return target;
    }
}
