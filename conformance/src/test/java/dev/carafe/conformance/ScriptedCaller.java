package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Asks a control plane's API server what scripts say, and remembers of the answers what later requests name. */
final class ScriptedCaller {
    private static final Duration COMES_TRUE_MAX = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ApiCaller caller;
    private final Map<String, String> kept = new LinkedHashMap<>();

    private ScriptedCaller(ApiCaller caller) {
        this.caller = caller;
    }

    /** The answers to all requests, asked in turn, by their names. */
    static Map<String, Struct> ask(ApiCaller caller, List<ScriptedRequest> requests)
            throws IOException, InterruptedException {
        ScriptedCaller scripted = new ScriptedCaller(caller);
        Map<String, Struct> answers = new LinkedHashMap<>();
        for (ScriptedRequest each : requests) {
            HttpResponse<byte[]> response = scripted.answer(each);
            scripted.keep(each, response);
            answers.put(each.name(), WholeAnswer.of(response, each.members()));
        }
        return answers;
    }

    /** The answer that has what is waited for, or the last one. */
    private HttpResponse<byte[]> answer(ScriptedRequest request) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + COMES_TRUE_MAX.toNanos();
        Pattern wanted = Pattern.compile(request.until());
        ApiRequest filled = filled(request.request());
        while (true) {
            HttpResponse<byte[]> response = caller.send(filled);
            if (wanted.matcher(new String(response.body(), UTF_8)).find() || System.nanoTime() > deadlineNs) {
                return response;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private ApiRequest filled(ApiRequest request) {
        String path = request.path();
        String body = request.body();
        for (Map.Entry<String, String> each : kept.entrySet()) {
            path = path.replace("$" + each.getKey(), each.getValue());
            body = body.replace("$" + each.getKey(), each.getValue());
        }
        return new ApiRequest(request.method(), path, request.type(), body, request.accept());
    }

    private void keep(ScriptedRequest request, HttpResponse<byte[]> response) throws IOException {
        for (Map.Entry<String, List<String>> each : request.kept().entrySet()) {
            try {
                Object part = WholeAnswer.picked(Json.decode(response.body()), each.getValue());
                kept.put(each.getKey(), String.valueOf(part));
            } catch (MalformedJsonException e) {
                throw new IOException(request.name() + ": " + e.getMessage(), e);
            }
        }
    }
}
