package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.ExecSyncResponse;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Authenticates, authorizes and routes the requests to the node. */
final class KubeletHandler extends Handler.Abstract {
    private static final System.Logger LOG = System.getLogger(KubeletHandler.class.getName());
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(2);

    private final Authentication authentication;
    private final PodLookup pods;
    private final RuntimePods runtime;
    private final CriClient cri;
    private final LogRequest logs;
    private final StreamRequest streams;

    KubeletHandler(
            Authentication authentication,
            PodLookup pods,
            RuntimePods runtime,
            CriClient cri,
            LogRequest logs,
            StreamRequest streams) {
        this.authentication = authentication;
        this.pods = pods;
        this.runtime = runtime;
        this.cri = cri;
        this.logs = logs;
        this.streams = streams;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            String path = Request.getPathInContext(request);
            List<String> segments = Arrays.stream(path.split("/"))
                    .filter(part -> !part.isEmpty())
                    .toList();
            String first = segments.isEmpty() ? "" : segments.getFirst();
            boolean opensStreams =
                    List.of("exec", "attach", "portForward", "run").contains(first);
            admit(request, path, opensStreams);
            if (opensStreams && !first.equals("run")) {
                if (streams.answer(request, response, callback, segments)) {
                    return true; // the upgrade completes the callback
                }
                throw new HttpError(400, "unable to upgrade: the request asks for no known protocol");
            }
            answer(request, response, segments, first);
            callback.succeeded();
        } catch (HttpError e) {
            error(response, callback, e.status(), e.text());
        } catch (CriException e) {
            int status = e.isNotFound() ? 404 : e.code() == Status.Code.RESOURCE_EXHAUSTED ? 429 : 500;
            error(response, callback, status, Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (IOException e) {
            if (response.isCommitted()) {
                callback.failed(e); // the client went away
            } else {
                error(response, callback, 500, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
        return true;
    }

    private void admit(Request request, String path, boolean opensStreams) throws HttpError {
        Optional<User> user = authentication.user(request);
        if (user.isEmpty()) {
            throw new HttpError(401, "Unauthorized");
        }
        String verb = Authentication.verb(request, opensStreams);
        List<String> subresources = Authentication.subresources(path);
        if (!authentication.allowed(user.get(), verb, subresources)) {
            LOG.log(Level.DEBUG, "{0} may not {1} {2}", user.get().name(), verb, path);
            throw new HttpError(
                    403,
                    "Forbidden (user=" + user.get().name() + ", verb=" + verb + ", resource=nodes, subresource(s)="
                            + "[" + String.join(" ", subresources) + "])");
        }
    }

    private void answer(Request request, Response response, List<String> segments, String first)
            throws HttpError, IOException {
        switch (first) {
            case "healthz" -> write(response, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.UTF_8));
            case "pods" ->
                writePods(response, pods.all().stream().map(Pod::struct).toList());
            case "runningpods" -> writePods(response, running());
            case "containerLogs" -> {
                if (segments.size() != 4) {
                    throw new HttpError(400, "{\"message\": \"missing namespace, pod or container\"}");
                }
                Pod pod = pods.pod(segments.get(1), segments.get(2), "");
                logs.answer(request, response, pod, segments.get(3));
            }
            case "run" -> run(request, response, segments);
            default -> throw new HttpError(404, "404 page not found");
        }
    }

    private List<Struct> running() throws IOException {
        List<Struct> found = new ArrayList<>();
        for (Map.Entry<String, RuntimePods.Summary> entry : runtime.list().entrySet()) {
            RuntimePod pod = runtime.read(
                    entry.getKey(),
                    entry.getValue().namespace(),
                    entry.getValue().name());
            if (!pod.active()) {
                continue;
            }
            List<Struct> containers = pod.containers().stream()
                    .filter(container -> container.running())
                    .map(container -> Struct.of("name", container.name(), "image", container.image()))
                    .toList();
            Struct metadata =
                    Struct.of("name", pod.name(), "namespace", pod.namespace()).with("uid", pod.uid());
            found.add(Struct.of("metadata", metadata, "spec", Struct.of("containers", containers)));
        }
        return found;
    }

    private void run(Request request, Response response, List<String> segments) throws HttpError, IOException {
        String command = Request.extractQueryParameters(request).getValue("cmd");
        if (segments.size() < 4 || command == null || !request.getMethod().equals("POST")) {
            throw new HttpError(400, "run needs POST, a container and a cmd");
        }
        String uid = segments.size() > 4 ? segments.get(3) : "";
        Pod pod = pods.pod(segments.get(1), segments.get(2), uid);
        String id = pods.running(pod, segments.getLast()).id();
        ExecSyncResponse done = cri.execSync(id, List.of(command.split(" ")), RUN_TIMEOUT);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        done.getStdout().writeTo(output);
        done.getStderr().writeTo(output);
        if (done.getExitCode() != 0) {
            throw new HttpError(
                    500,
                    "command '" + command + "' exited with " + done.getExitCode() + ": "
                            + output.toString(StandardCharsets.UTF_8));
        }
        write(response, "text/plain", output.toByteArray());
    }

    private static void writePods(Response response, List<Struct> items) throws IOException {
        Struct list = Struct.builder()
                .put("kind", "PodList")
                .put("apiVersion", "v1")
                .put("metadata", Struct.EMPTY)
                .put("items", items)
                .build();
        write(response, "application/json", Json.encode(list));
    }

    private static void write(Response response, String type, byte[] body) throws IOException {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        Content.Sink.write(response, true, ByteBuffer.wrap(body));
    }

    private static void error(Response response, Callback callback, int status, String text) {
        if (response.isCommitted()) {
            callback.failed(new IOException(text));
            return;
        }
        response.reset();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)), callback);
    }
}
