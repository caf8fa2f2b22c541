package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.v1.AttachRequest;
import dev.carafe.kubernetes.kubelet.cri.v1.ExecRequest;
import dev.carafe.kubernetes.kubelet.server.spdy.SpdyConnection;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * Answers exec, attach and port-forward. The runtime is asked first, so that what it refuses is an
 * HTTP error; then the client's connection is upgraded and joined with the runtime's.
 */
final class StreamRequest {
    private static final List<String> COMMAND_PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");
    private static final String PORT_PROTOCOL = "portforward.k8s.io";
    private static final String TUNNEL_PROTOCOL = "SPDY/3.1+" + PORT_PROTOCOL;

    private final PodLookup pods;
    private final CriClient cri;
    private final ServerWebSocketContainer webSockets;

    StreamRequest(PodLookup pods, CriClient cri, ServerWebSocketContainer webSockets) {
        this.pods = pods;
        this.cri = cri;
        this.webSockets = webSockets;
    }

    /** Whether the request was upgraded; then the callback is completed by it. */
    boolean answer(Request request, Response response, Callback callback, List<String> segments)
            throws HttpError, IOException {
        boolean ports = segments.getFirst().equals("portForward");
        int names = ports ? 3 : 4; // and the pod's uid may stand before the last, or at the end for ports
        if (segments.size() < names || segments.size() > names + 1) {
            throw new HttpError(404, "404 page not found");
        }
        String uid = segments.size() > names ? segments.get(3) : "";
        Pod pod = pods.pod(segments.get(1), segments.get(2), uid);
        String upgrade = request.getHeaders().get(HttpHeader.UPGRADE);
        return switch (upgrade == null ? "" : upgrade.toLowerCase(Locale.ROOT)) {
            case "websocket" ->
                ports ? tunnel(request, response, callback, pod) : command(request, response, callback, pod, segments);
            case "spdy/3.1" -> pass(request, response, callback, pod, segments);
            default -> false;
        };
    }

    private boolean command(Request request, Response response, Callback callback, Pod pod, List<String> segments)
            throws HttpError, IOException {
        String protocol = chosen(request, COMMAND_PROTOCOLS);
        RemoteCommand.Streams wanted = streams(request);
        UpgradedSocket runtime =
                UpgradedSocket.open(commandUrl(request, pod, segments, wanted), RemoteCommand.RUNTIME_PROTOCOL);
        SpdyConnection connection = SpdyConnection.over(runtime.input(), runtime.output(), runtime);
        boolean upgraded = false;
        try {
            RemoteCommand command = RemoteCommand.start(connection, wanted);
            upgraded = upgrade(request, response, callback, protocol, command.socket());
        } finally {
            if (!upgraded) {
                connection.close();
            }
        }
        return upgraded;
    }

    private boolean tunnel(Request request, Response response, Callback callback, Pod pod)
            throws HttpError, IOException {
        String protocol = chosen(request, List.of(TUNNEL_PROTOCOL));
        UpgradedSocket runtime = UpgradedSocket.open(portsUrl(pod), PORT_PROTOCOL);
        boolean upgraded = false;
        try {
            upgraded = upgrade(request, response, callback, protocol, new Tunnel(runtime).socket());
        } finally {
            if (!upgraded) {
                runtime.close();
            }
        }
        return upgraded;
    }

    private boolean upgrade(
            Request request, Response response, Callback callback, String protocol, BinarySocket socket) {
        return webSockets.upgrade(
                (_, upgradeResponse, _) -> {
                    upgradeResponse.setAcceptedSubProtocol(protocol);
                    return socket;
                },
                request,
                response,
                callback);
    }

    /** A client that speaks SPDY itself, as upstream's API server does, talks with the runtime directly. */
    private boolean pass(Request request, Response response, Callback callback, Pod pod, List<String> segments)
            throws HttpError, IOException {
        boolean ports = segments.getFirst().equals("portForward");
        String protocol = ports ? PORT_PROTOCOL : RemoteCommand.RUNTIME_PROTOCOL;
        if (!asked(request, "X-Stream-Protocol-Version").contains(protocol)) {
            throw new HttpError(403, "unable to upgrade: the only protocol spoken over SPDY is " + protocol);
        }
        URI url = ports ? portsUrl(pod) : commandUrl(request, pod, segments, streams(request));
        UpgradedSocket runtime = UpgradedSocket.open(url, protocol);
        SpdyPassage.upgrade(request, response, callback, protocol, runtime);
        return true;
    }

    private URI portsUrl(Pod pod) throws HttpError, IOException {
        return URI.create(cri.portForward(pods.sandbox(pod).id(), List.of()));
    }

    private URI commandUrl(Request request, Pod pod, List<String> segments, RemoteCommand.Streams wanted)
            throws HttpError, IOException {
        String container = pods.running(pod, segments.getLast()).id();
        if (segments.getFirst().equals("attach")) {
            return URI.create(cri.attach(AttachRequest.newBuilder()
                    .setContainerId(container)
                    .setStdin(wanted.stdin())
                    .setStdout(wanted.stdout())
                    .setStderr(wanted.stderr())
                    .setTty(wanted.tty())
                    .build()));
        }
        List<String> command = Request.extractQueryParameters(request).getValuesOrEmpty("command");
        return URI.create(cri.exec(ExecRequest.newBuilder()
                .setContainerId(container)
                .addAllCmd(command)
                .setStdin(wanted.stdin())
                .setStdout(wanted.stdout())
                .setStderr(wanted.stderr())
                .setTty(wanted.tty())
                .build()));
    }

    /** A terminal has no stderr of its own. */
    private static RemoteCommand.Streams streams(Request request) throws HttpError {
        Fields query = Request.extractQueryParameters(request);
        boolean tty = flag(query, "tty", "tty");
        RemoteCommand.Streams wanted = new RemoteCommand.Streams(
                flag(query, "input", "stdin"),
                flag(query, "output", "stdout"),
                flag(query, "error", "stderr") && !tty,
                tty);
        if (!wanted.stdin() && !wanted.stdout() && !wanted.stderr()) {
            throw new HttpError(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        return wanted;
    }

    private static boolean flag(Fields query, String name, String other) {
        for (String key : List.of(name, other)) {
            String value = query.getValue(key);
            if (value != null && (value.equals("1") || value.equals("true"))) {
                return true;
            }
        }
        return false;
    }

    private static String chosen(Request request, List<String> known) throws HttpError {
        List<String> asked = asked(request, HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL.asString());
        for (String protocol : known) {
            if (asked.contains(protocol)) {
                return protocol;
            }
        }
        throw new HttpError(400, "unable to upgrade: none of the protocols " + asked + " is one of " + known);
    }

    private static List<String> asked(Request request, String header) {
        List<String> names = new ArrayList<>();
        for (HttpField field : request.getHeaders().getFields(header)) {
            for (String name : field.getValue().split(",")) {
                names.add(name.strip());
            }
        }
        return names;
    }
}
