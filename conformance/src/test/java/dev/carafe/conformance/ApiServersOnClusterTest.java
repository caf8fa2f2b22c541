package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two API servers on a cluster of three members, under load, while members are killed one after the other and one of the
 * servers now and then. {@code -Dcarafe.cluster.minutes=60 -Dcarafe.cluster.kill.seconds=60} runs it for an hour.
 */
@BesideOthers
class ApiServersOnClusterTest {
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration RUN = Duration.ofSeconds(
            Integer.getInteger("carafe.cluster.minutes", 0) > 0
                    ? Integer.getInteger("carafe.cluster.minutes") * 60L
                    : 25);
    private static final Duration BETWEEN_KILLS =
            Duration.ofSeconds(Integer.getInteger("carafe.cluster.kill.seconds", 5));
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MEMBERS = 3;
    private static final int CLIENTS = 4;
    private static final int SERVER_KILLED_EVERY = 3;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable thing : running.reversed()) {
            thing.close();
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhileMembersAndAServerAreKilled() throws Exception {
        long seed = Long.getLong("carafe.seed", System.nanoTime());
        System.out.println("seed " + seed);
        List<EtcdMember> members = members();
        String stores =
                members.stream().map(member -> "http://" + member.endpoint()).collect(Collectors.joining(","));
        ControlPlane plane = ControlPlane.withoutServers(Files.createDirectory(folder.resolve("plane")));
        running.add(plane);
        HttpClient client = HttpClient.newBuilder().sslContext(plane.adminTls()).build();
        running.add(client);
        List<URI> servers = List.of(uri(Ports.free()), uri(Ports.free()));
        Part kept = plane.start(
                "first",
                "kube-apiserver",
                List.of(),
                plane.apiServerArguments(servers.getFirst().getPort(), stores));
        awaitReady(client, servers.getFirst());
        List<String> second = plane.apiServerArguments(servers.getLast().getPort(), stores);
        Part killed = plane.start("second", "kube-apiserver", List.of(), second);
        awaitReady(client, servers.getLast());

        List<ClusterLoad> loads = new ArrayList<>();
        create(client, servers.getFirst(), "/api/v1/namespaces", namespace("shared"));
        create(client, servers.getFirst(), "/api/v1/namespaces/shared/configmaps", ClusterLoad.body("counter", 0, ""));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CLIENTS; i++) {
            create(client, servers.getFirst(), "/api/v1/namespaces", namespace("load-" + i));
            loads.add(new ClusterLoad("load-" + i, servers, client, random.nextLong(), PAUSE));
        }
        List<Thread> threads = loads.stream().map(Thread::startVirtualThread).toList();

        long endNs = System.nanoTime() + RUN.toNanos();
        int kills = 0;
        while (System.nanoTime() < endNs) {
            LockSupport.parkNanos(BETWEEN_KILLS.toNanos());
            members.get(random.nextInt(MEMBERS)).killAndStart();
            kills++;
            if (kills % SERVER_KILLED_EVERY == 0) {
                killed.kill();
                killed = plane.start("second", "kube-apiserver", List.of(), second);
                awaitReady(client, servers.getLast());
            }
            kept.requireRunning();
        }
        loads.forEach(ClusterLoad::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        for (ClusterLoad load : loads) {
            assertThat(load.failures).as("seed " + seed).isEmpty();
            assertThat(load.writes).isNotEmpty();
            for (URI server : servers) {
                Map<String, Long> there = objects(client, server, load.namespace);
                assertThat(there).as("seed " + seed + " at " + server).containsAllEntriesOf(load.present);
                assertThat(there.keySet()).as("seed " + seed).doesNotContainAnyElementsOf(load.deleted);
            }
        }
        List<Long> counted =
                loads.stream().flatMap(load -> load.counted.stream()).toList();
        assertThat(counted).as("guarded updates, seed " + seed).isNotEmpty().doesNotHaveDuplicates();
        for (URI server : servers) {
            assertThat(objects(client, server, "shared").get("counter"))
                    .as("the counter at " + server + ", seed " + seed)
                    .isGreaterThanOrEqualTo(Collections.max(counted));
        }
        System.out.println(kills + " members killed, "
                + loads.stream()
                        .mapToInt(load -> load.writes.size() + load.deleted.size())
                        .sum() + " writes and "
                + counted.size() + " guarded counts acknowledged, "
                + loads.stream().mapToInt(load -> load.unknown).sum() + " answers unknown");
    }

    private List<EtcdMember> members() throws IOException {
        List<String> peers = IntStream.range(0, MEMBERS)
                .mapToObj(_ -> "http://127.0.0.1:" + Ports.free())
                .toList();
        String cluster = IntStream.range(0, MEMBERS)
                .mapToObj(i -> "m" + i + "=" + peers.get(i))
                .collect(Collectors.joining(","));
        List<EtcdMember> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            EtcdMember member = EtcdMember.beginMember(
                    Files.createDirectory(folder.resolve("m" + i)),
                    "127.0.0.1:" + Ports.free(),
                    List.of(
                            "--name",
                            "m" + i,
                            "--initial-cluster",
                            cluster,
                            "--listen-peer-urls",
                            peers.get(i),
                            "--initial-advertise-peer-urls",
                            peers.get(i)));
            running.add(member);
            members.add(member);
        }
        members.forEach(EtcdMember::awaitReady);
        return members;
    }

    private static URI uri(int port) {
        return URI.create("https://127.0.0.1:" + port);
    }

    private static String namespace(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    private static void awaitReady(HttpClient client, URI server) {
        var _ = Await.until(server + " to be ready", READY_MAX, () -> get(client, server, "/readyz"), "ok"::equals);
    }

    private static void create(HttpClient client, URI server, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** The body, or why there is none. */
    private static String get(HttpClient client, URI server, String path) {
        try {
            return client.send(
                            HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    /** The names and numbers of a namespace's config maps, as a server lists them. */
    private static Map<String, Long> objects(HttpClient client, URI server, String namespace) {
        String path = "/api/v1/namespaces/" + namespace + "/configmaps";
        String list = Await.until(
                "a list", READY_MAX, () -> get(client, server, path), body -> body.contains("ConfigMapList"));
        Map<String, Long> objects = new HashMap<>();
        try {
            for (Object item : (List<?>) Objects.requireNonNull(
                    Json.decodeStruct(list.getBytes(UTF_8)).get("items"))) {
                Object number = ((Struct) item).find(List.of("data", "n"));
                if (number != null) {
                    objects.put(
                            String.valueOf(((Struct) item).find(List.of("metadata", "name"))),
                            Long.parseLong(number.toString()));
                }
            }
        } catch (MalformedJsonException e) {
            throw new AssertionError(list, e);
        }
        return objects;
    }
}
