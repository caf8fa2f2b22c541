package dev.carafe.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The operations that are measured, in order. The pods name a scheduler nobody runs, so that they cost the server only. */
final class Workload {
    static final String NAMESPACE = "/api/v1/namespaces/bench";
    static final String PODS = NAMESPACE + "/pods";
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    /** What kubectl asks for. */
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private static final byte[] NOTHING = new byte[0];

    /** How often the pods are asked to go; each time at least some do. */
    private static final int DELETES_MAX = 10;

    private final Sizes sizes;

    /**
     * How much of each.
     *
     * @param workers requests in flight
     */
    record Sizes(int pods, int workers, int gets, int lists, int watchers, int updates) {}

    /** One operation of one worker; returns the bytes received. */
    @FunctionalInterface
    private interface Operation {
        long run(Target target, int worker, int number) throws IOException, InterruptedException;
    }

    Workload(Sizes sizes) {
        this.sizes = sizes;
    }

    /** Makes a namespace without pods, whatever a former run left. */
    static void prepare(Target target) throws IOException, InterruptedException {
        target.create("/api/v1/namespaces", object("Namespace", "bench"));
        target.create(NAMESPACE + "/serviceaccounts", object("ServiceAccount", "default")); // admission asks for it
        deletePods(target, 0);
    }

    /**
     * Deletes all pods. A server that is not through when the time of a request is over (upstream's: a minute) breaks the request off, and is
     * asked again for the rest.
     */
    private static long deletePods(Target target, int worker) throws IOException, InterruptedException {
        for (int left = DELETES_MAX - 1; ; left--) {
            try {
                return target.send(worker, "DELETE", PODS + "?gracePeriodSeconds=0", NOTHING);
            } catch (IOException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    List<Rounds.Phase<Target>> phases() {
        return List.of(
                server -> measure(
                        "create a pod",
                        server,
                        sizes.pods(),
                        sizes.workers(),
                        (target, worker, number) -> target.send(worker, "POST", PODS, pod(number, "created"))),
                server -> measure(
                        "get a pod",
                        server,
                        sizes.gets(),
                        sizes.workers(),
                        (target, worker, number) -> target.send(worker, "GET", podPath(number, sizes.pods()), NOTHING)),
                server -> measure(
                        "get, resourceVersion=0",
                        server,
                        sizes.gets(),
                        sizes.workers(),
                        (target, worker, number) -> target.send(
                                worker, "GET", podPath(number, sizes.pods()) + "?resourceVersion=0", NOTHING)),
                server -> measure(
                        "list " + sizes.pods() + " pods",
                        server,
                        sizes.lists(),
                        1,
                        (target, worker, _) -> target.send(worker, "GET", PODS, NOTHING)),
                server -> measure(
                        "list as protobuf",
                        server,
                        sizes.lists(),
                        1,
                        (target, worker, _) -> target.send(worker, "GET", PODS, JSON, PROTOBUF, NOTHING)),
                server -> measure(
                        "list as a Table",
                        server,
                        sizes.lists(),
                        1,
                        (target, worker, _) -> target.send(worker, "GET", PODS, JSON, TABLE, NOTHING)),
                server -> measure(
                        "list, limit=500",
                        server,
                        sizes.lists() * 5,
                        1,
                        (target, worker, _) -> target.send(worker, "GET", PODS + "?limit=500", NOTHING)),
                server -> List.of(UpdateWrites.put(server, sizes)),
                server -> measure(
                        "patch a pod",
                        server,
                        sizes.pods(),
                        sizes.workers(),
                        (target, worker, number) -> target.send(
                                worker,
                                "PATCH",
                                podPath(number, sizes.pods()),
                                "application/strategic-merge-patch+json",
                                JSON,
                                UpdateWrites.patch(number))),
                server -> measure(
                        "apply a pod",
                        server,
                        sizes.pods(),
                        sizes.workers(),
                        (target, worker, number) -> target.send(
                                worker,
                                "PATCH",
                                podPath(number, sizes.pods()) + "?fieldManager=bench&force=true",
                                "application/apply-patch+yaml",
                                JSON,
                                pod(number, "applied"))),
                server -> List.of(WatchPhase.run(server, sizes.watchers(), sizes.updates())),
                server -> measure(
                        "delete " + sizes.pods() + " pods",
                        server,
                        1,
                        1,
                        (target, worker, _) -> deletePods(target, worker)));
    }

    /** The path of the pod of a number, of so many. */
    static String podPath(int number, int pods) {
        return PODS + "/bench-" + number % pods;
    }

    private static byte[] object(String kind, String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"}}"
                .formatted(kind, name)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @param last a label's value */
    static byte[] pod(int number, String last) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bench-%d","labels":{"app":"bench","shard":"%d","last":"%s"}},
                "spec":{"schedulerName":"nobody","automountServiceAccountToken":false,"containers":[{"name":"main",
                "image":"registry.example/app:1","command":["/app","--serve"],"ports":[{"containerPort":8080}],
                "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
                "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"cpu":"100m","memory":"64Mi"}}}]}}
                """.formatted(number, number % 16, last).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Measurement> measure(
            String name, Server<Target> server, int count, int inFlight, Operation operation)
            throws IOException, InterruptedException {
        return List.of(Repetition.measure(
                name, server, count, inFlight, (worker, number) -> operation.run(server.target(), worker, number)));
    }
}
