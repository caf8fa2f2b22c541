package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.List;

/** The subresource pods/log: a copy of what the kubelet reads from the container's log. */
final class PodLogs implements Connecter {
    private static final List<String> OPTIONS = List.of(
            "follow", "previous", "sinceSeconds", "sinceTime", "timestamps", "tailLines", "limitBytes", "stream");
    private static final int ERROR_BYTES_MAX = 64 << 10;
    private static final int COPY_BYTES = 32 << 10;

    private final ObjectReader reader;
    private final KubeletClient client;

    PodLogs(ObjectReader reader, KubeletClient client) {
        this.reader = reader;
        this.client = client;
    }

    @Override
    public void connect(ConnectRequest request, HttpExchange exchange) throws IOException {
        Pod pod = PodTarget.pod(reader, request);
        String container = PodTarget.container(pod, request.options().first("container"));
        if (pod.spec().nodeName().isEmpty()) { // nothing can have been written yet
            exchange.reply(200, "text/plain", new byte[0]);
            return;
        }
        KubeletAddress kubelet = PodTarget.kubelet(reader, pod.spec().nodeName());
        Target target = new Target("containerLogs", pod.namespace(), pod.name(), container);
        for (String option : OPTIONS) {
            if (request.options().has(option)) {
                target.with(option, request.options().first(option));
            }
        }
        HttpResponse<InputStream> reply = client.send(kubelet, "GET", target.toString(), "");
        try (InputStream in = reply.body()) {
            if (reply.statusCode() != 200) {
                throw KubeletClient.refused(
                        reply.statusCode(), new String(in.readNBytes(ERROR_BYTES_MAX), UTF_8).strip());
            }
            exchange.onDisconnect(() -> closeQuietly(in));
            try (OutputStream out = exchange.stream(200, "text/plain")) {
                copy(in, out);
            }
        }
    }

    /** What is there is sent at once: a follower waits for it. */
    static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException _) {
            // the kubelet's side is gone as well
        }
    }
}
