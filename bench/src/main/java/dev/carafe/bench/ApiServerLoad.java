package dev.carafe.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates pods, gets, lists and watches them, and says what each cost the server. The pods need no node and get none. */
@Command(
        name = "api-server-load",
        mixinStandardHelpOptions = true,
        description = "Loads an API server on this machine and prints what each operation costs it.",
        footer = {
            "",
            "Example: java -cp CLASSPATH dev.carafe.bench.ApiServerLoad --kubeconfig ~/.kube/config --pid carafe=$(pgrep -f dev.carafe.cli)"
        })
public final class ApiServerLoad implements Callable<Integer> {
    private static final String NAMESPACE = "/api/v1/namespaces/bench";
    private static final String PODS = NAMESPACE + "/pods";
    private static final byte[] NOTHING = new byte[0];

    @Option(names = "--kubeconfig", required = true, description = "How to reach the server.")
    Path kubeconfig = Path.of("");

    @Option(names = "--pid", description = "name=pid of a process to measure; may be repeated.")
    List<String> pids = new ArrayList<>();

    @Option(names = "--pods", defaultValue = "5000", description = "How many pods (${DEFAULT-VALUE}).")
    int pods;

    @Option(names = "--workers", defaultValue = "32", description = "Requests in flight (${DEFAULT-VALUE}).")
    int workers;

    @Option(names = "--gets", defaultValue = "20000", description = "How many gets (${DEFAULT-VALUE}).")
    int gets;

    @Option(names = "--lists", defaultValue = "20", description = "How many lists of all pods (${DEFAULT-VALUE}).")
    int lists;

    @Option(names = "--watchers", defaultValue = "500", description = "How many watchers (${DEFAULT-VALUE}).")
    int watchers;

    @Option(names = "--updates", defaultValue = "200", description = "Updates that each sees (${DEFAULT-VALUE}).")
    int updates;

    @Option(names = "--connections", defaultValue = "4", description = "HTTP/2 connections (${DEFAULT-VALUE}).")
    int connections;

    @Spec
    @Nullable
    CommandSpec spec;

    /** One operation of one worker; returns the bytes received. */
    @FunctionalInterface
    private interface Operation {
        long run(int worker, int number) throws IOException, InterruptedException;
    }

    /** The programme. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ApiServerLoad()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Target target = new Target(kubeconfig, connections);
        List<ServerProcess> processes = pids.stream().map(ServerProcess::parse).toList();
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        makeNamespace(target);
        print(
                out,
                measure(
                        "create pod",
                        processes,
                        pods,
                        workers,
                        (worker, number) -> target.send(worker, "POST", PODS, pod(number))));
        print(
                out,
                measure(
                        "get pod",
                        processes,
                        gets,
                        workers,
                        (worker, number) -> target.send(worker, "GET", PODS + "/bench-" + number % pods, NOTHING)));
        print(
                out,
                measure(
                        "get pod, resourceVersion=0",
                        processes,
                        gets,
                        workers,
                        (worker, number) -> target.send(
                                worker, "GET", PODS + "/bench-" + number % pods + "?resourceVersion=0", NOTHING)));
        print(
                out,
                measure(
                        "list all pods",
                        processes,
                        lists,
                        1,
                        (worker, _) -> target.send(worker, "GET", PODS, NOTHING)));
        print(
                out,
                measure(
                        "list pods, limit=500",
                        processes,
                        lists * 5,
                        1,
                        (worker, _) -> target.send(worker, "GET", PODS + "?limit=500", NOTHING)));
        print(out, watch(target, processes));
        print(
                out,
                measure(
                        "delete all pods",
                        processes,
                        1,
                        1,
                        (worker, _) -> target.send(worker, "DELETE", PODS + "?gracePeriodSeconds=0", NOTHING)));
        return 0;
    }

    private static void print(PrintWriter out, Measurement measurement) {
        out.println(measurement.line());
        out.flush();
    }

    private static void makeNamespace(Target target) throws IOException, InterruptedException {
        byte[] namespace = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"bench\"}}"
                .getBytes(StandardCharsets.UTF_8);
        target.send(0, "POST", "/api/v1/namespaces", namespace);
    }

    /** A small pod that names a scheduler nobody runs, so that it costs the server only. */
    private static byte[] pod(int number) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bench-%d","labels":{"app":"bench","shard":"%d"}},
                "spec":{"schedulerName":"nobody","automountServiceAccountToken":false,"containers":[{"name":"main",
                "image":"registry.example/app:1","command":["/app","--serve"],"ports":[{"containerPort":8080}],
                "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
                "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"cpu":"100m","memory":"64Mi"}}}]}}
                """.formatted(number, number % 16).getBytes(StandardCharsets.UTF_8);
    }

    private static Measurement measure(
            String name, List<ServerProcess> processes, int count, int inFlight, Operation operation)
            throws IOException, InterruptedException {
        double[] latenciesMs = new double[count];
        AtomicInteger next = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Measurement.Stopwatch watch = Measurement.start(processes);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            int worker = i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int number = next.getAndIncrement();
                        number < count && failure.get() == null;
                        number = next.getAndIncrement()) {
                    long startNs = System.nanoTime();
                    try {
                        bytes.addAndGet(operation.run(worker, number));
                    } catch (IOException | InterruptedException e) {
                        failure.compareAndSet(null, e);
                    }
                    latenciesMs[number] = (System.nanoTime() - startNs) / 1e6;
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException(name + " failed: " + failed.getMessage(), failed);
        }
        return watch.stop(name, count, bytes.get(), latenciesMs);
    }

    /** Opens watches of one object and updates it; counts each watcher's copy of each update as one event. */
    private Measurement watch(Target target, List<ServerProcess> processes) throws IOException, InterruptedException {
        target.send(
                0,
                "POST",
                NAMESPACE + "/configmaps",
                ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":"
                                + "{\"name\":\"watched\"},\"data\":{\"filler\":\"" + "x".repeat(2_000) + "\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        CountDownLatch seen = new CountDownLatch(watchers * updates);
        List<InputStream> streams = new ArrayList<>();
        AtomicLong bytes = new AtomicLong();
        for (int i = 0; i < watchers; i++) {
            HttpResponse<InputStream> response = target.open(
                    i,
                    "GET",
                    NAMESPACE + "/configmaps?watch=true&fieldSelector=metadata.name%3Dwatched",
                    "application/json",
                    NOTHING);
            InputStream stream = new BufferedInputStream(response.body());
            streams.add(stream);
            CountDownLatch first = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> count(stream, first, seen, bytes));
            first.await();
        }
        Measurement.Stopwatch watch = Measurement.start(processes);
        for (int i = 0; i < updates; i++) {
            byte[] patch = ("{\"data\":{\"round\":\"" + i + "\"}}").getBytes(StandardCharsets.UTF_8);
            HttpResponse<InputStream> response =
                    target.open(0, "PATCH", NAMESPACE + "/configmaps/watched", "application/merge-patch+json", patch);
            response.body().close();
        }
        seen.await();
        Measurement measurement = watch.stop(
                "watch event, " + watchers + " watchers", (long) watchers * updates, bytes.get(), new double[0]);
        for (InputStream stream : streams) {
            stream.close();
        }
        return measurement;
    }

    /** Counts the lines of a watch; the first is the object as it was when the watch began. */
    private static void count(InputStream stream, CountDownLatch first, CountDownLatch seen, AtomicLong bytes) {
        try {
            byte[] buffer = new byte[64 << 10];
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                bytes.addAndGet(n);
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        if (first.getCount() > 0) {
                            first.countDown();
                        } else {
                            seen.countDown();
                        }
                    }
                }
            }
        } catch (IOException _) {
            first.countDown(); // closed by the programme itself at the end
        }
    }
}
