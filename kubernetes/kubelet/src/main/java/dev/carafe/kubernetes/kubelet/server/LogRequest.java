package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerState;
import dev.carafe.kubernetes.kubelet.logs.LogOptions;
import dev.carafe.kubernetes.kubelet.logs.LogReader;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** Answers {@code /containerLogs/{namespace}/{pod}/{container}}. */
final class LogRequest {
    private final PodLookup pods;
    private final CriClient cri;
    private final InstantSource clock;

    LogRequest(PodLookup pods, CriClient cri, InstantSource clock) {
        this.pods = pods;
        this.cri = cri;
        this.clock = clock;
    }

    void answer(Request request, Response response, Pod pod, String container) throws HttpError, IOException {
        Fields query = Request.extractQueryParameters(request);
        LogOptions options = options(query);
        RuntimeContainer logged = pods.logged(pod, container, flag(query, "previous"));
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
        OutputStream out = Content.Sink.asOutputStream(response);
        LogReader reader = new LogReader(Path.of(logged.logPath()), options, out, () -> running(logged.id()));
        try {
            if (options.follow()) {
                try (DisconnectWatch _ = DisconnectWatch.interrupting(Thread.currentThread(), request, response)) {
                    out.flush(); // headers first: the client waits for them, perhaps for long
                    reader.run();
                }
            } else {
                reader.run();
            }
        } catch (NoSuchFileException _) {
            throw new HttpError(
                    500,
                    "failed to try resolving symlinks in path \"" + logged.logPath() + "\": no such file or directory");
        }
        out.close();
    }

    private boolean running(String id) {
        try {
            return cri.containerStatus(id).getState() == ContainerState.CONTAINER_RUNNING;
        } catch (CriException e) {
            return !e.isNotFound(); // the runtime may be restarting; the log is read on
        }
    }

    private LogOptions options(Fields query) throws HttpError {
        Instant since = null;
        if (has(query, "sinceSeconds")) {
            since = clock.instant().minusSeconds(number(query, "sinceSeconds"));
        } else if (has(query, "sinceTime")) {
            since = Times.parse(query.getValue("sinceTime"))
                    .orElseThrow(() -> new HttpError(400, "Bad Request: sinceTime is not an RFC 3339 time"));
        }
        return new LogOptions(
                flag(query, "follow"),
                since,
                has(query, "tailLines") ? number(query, "tailLines") : -1,
                has(query, "limitBytes") ? number(query, "limitBytes") : -1,
                flag(query, "timestamps"),
                streams(query.getValue("stream")));
    }

    private static LogOptions.Streams streams(@Nullable String name) throws HttpError {
        return switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
            case "", "all" -> LogOptions.Streams.ALL;
            case "stdout" -> LogOptions.Streams.STDOUT;
            case "stderr" -> LogOptions.Streams.STDERR;
            default -> throw new HttpError(400, "Bad Request: unknown stream");
        };
    }

    private static boolean has(Fields query, String name) {
        String value = query.getValue(name);
        return value != null && !value.isEmpty();
    }

    private static boolean flag(Fields query, String name) {
        String value = query.getValue(name);
        return value != null && (value.equals("true") || value.equals("1"));
    }

    private static long number(Fields query, String name) throws HttpError {
        String value = query.getValue(name);
        if (value == null || !value.matches("[0-9]{1,15}")) {
            throw new HttpError(400, "Bad Request: " + name + " must not be negative");
        }
        return Long.parseLong(value);
    }
}
