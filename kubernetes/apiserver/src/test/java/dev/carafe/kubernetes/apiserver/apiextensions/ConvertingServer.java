package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.pki.SelfSigned;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A webhook on this machine that converts as it is told; its certificate names {@code hook.default.svc} and this machine. */
final class ConvertingServer implements AutoCloseable {
    private static final int QUESTION_MAX = 1 << 20;

    private final HttpServer server;
    private final SelfSigned certificate;
    private final AtomicReference<UnaryOperator<Struct>> answers;
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final List<String> traces;

    private ConvertingServer(
            HttpServer server,
            SelfSigned certificate,
            AtomicReference<UnaryOperator<Struct>> answers,
            List<String> traces) {
        this.traces = traces;
        this.server = server;
        this.certificate = certificate;
        this.answers = answers;
    }

    static ConvertingServer start(Path folder) throws Exception {
        SelfSigned pair = SelfSigned.make(
                "hook", List.of("hook.default.svc"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        Path certificate = Files.writeString(folder.resolve("hook.crt"), pair.certificatePem());
        Path key = Files.writeString(folder.resolve("hook.key"), pair.keyPem());
        AtomicReference<UnaryOperator<Struct>> answers = new AtomicReference<>(review -> review);
        List<String> traces = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.start(
                new InetSocketAddress("127.0.0.1", 0), TlsPolicy.anyClient(certificate, key), exchange -> {
                    traces.add(exchange.header("traceparent"));
                    answer(exchange, answers.get());
                });
        return new ConvertingServer(server, pair, answers, traces);
    }

    /** Answers every object with one of the wanted version and changed as told. */
    void convert(UnaryOperator<Struct> change) {
        answer(request -> {
            List<?> objects = (List<?>) Objects.requireNonNull(request.get("objects"));
            asked.add(objects.size());
            String version = Objects.requireNonNull(request.string("desiredAPIVersion"));
            return Struct.builder()
                    .put("uid", Objects.requireNonNull(request.string("uid")))
                    .put("result", Struct.of("status", "Success"))
                    .put(
                            "convertedObjects",
                            objects.stream()
                                    .map(object -> change.apply(((Struct) object).with("apiVersion", version)))
                                    .toList())
                    .build();
        });
    }

    /** Of how many objects each question was since this was asked last. */
    List<Integer> asked() {
        List<Integer> sizes = List.copyOf(asked);
        asked.clear();
        return sizes;
    }

    /** What operation each question came of, empty where it did not say. */
    List<String> traces() {
        return List.copyOf(traces);
    }

    /** Answers requests with responses of the test's own. */
    void answer(UnaryOperator<Struct> response) {
        answerWith(review -> review.without("request")
                .with("response", response.apply(Objects.requireNonNull(review.struct("request")))));
    }

    /** Answers reviews with what the test makes of them. */
    void answerWith(UnaryOperator<Struct> review) {
        answers.set(review);
    }

    private static void answer(HttpExchange exchange, UnaryOperator<Struct> answer) throws IOException {
        try {
            Struct review = Json.decodeStruct(exchange.body(QUESTION_MAX));
            exchange.reply(200, "application/json", Json.encode(answer.apply(review)));
        } catch (MalformedJsonException e) {
            throw new IOException(e);
        }
    }

    String url() {
        return address() + "/convert";
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + server.address().getPort());
    }

    String caBundle() {
        return Base64.getEncoder().encodeToString(certificate.certificatePem().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.close();
    }
}
