package dev.carafe.kubernetes.apiserver.testing;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of processes on loopback, which ends with the store that speaks to it. */
final class EtcdProcesses {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final int PAUSE_MS = 20;

    private final List<Process> processes = new ArrayList<>();
    private final Path directory;

    private EtcdProcesses(Path directory) {
        this.directory = directory;
    }

    /**
     * Starts a cluster, or starts it again with what is in the directory.
     *
     * @param program what takes etcd's flags; words after the first are its first arguments
     */
    static Store start(String program, Path directory, int members) throws IOException {
        EtcdProcesses cluster = new EtcdProcesses(Files.createDirectories(directory));
        try {
            List<URI> endpoints = cluster.run(List.of(program.split(" ")), members);
            RemoteStore store = RemoteStore.connect(RemoteStoreConfig.of(endpoints, null));
            Store closing = cluster.closedWith(store);
            try {
                cluster.awaitReady(store);
            } catch (IOException | RuntimeException e) {
                closing.close();
                throw e;
            }
            return closing;
        } catch (IOException | RuntimeException e) {
            cluster.end();
            throw e;
        }
    }

    private List<URI> run(List<String> program, int members) throws IOException {
        // Members know each other by their addresses, which a second start must find free again.
        List<URI> peers =
                IntStream.range(0, members).mapToObj(i -> address("peer-" + i)).toList();
        List<URI> clients = IntStream.range(0, members).mapToObj(_ -> free()).toList();
        String all = IntStream.range(0, members)
                .mapToObj(i -> "m" + i + "=" + peers.get(i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < members; i++) {
            List<String> command = new ArrayList<>(program);
            command.addAll(List.of(
                    "--name=m" + i,
                    "--data-dir=" + directory.resolve("m" + i),
                    "--listen-client-urls=" + clients.get(i),
                    "--advertise-client-urls=" + clients.get(i),
                    "--listen-peer-urls=" + peers.get(i),
                    "--initial-advertise-peer-urls=" + peers.get(i),
                    "--initial-cluster=" + all));
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("m" + i + ".log").toFile()))
                    .start());
        }
        return clients;
    }

    private URI address(String name) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, free().toString());
            }
            return URI.create(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI free() {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Store store) throws IOException {
        long endNs = System.nanoTime() + READY_MAX.toNanos();
        while (true) {
            try {
                store.leaseLeases(); // a leader answers it
                return;
            } catch (EtcdException e) {
                if (System.nanoTime() > endNs || processes.stream().noneMatch(Process::isAlive)) {
                    throw new IOException("the store did not start, see " + directory, e);
                }
            }
            try {
                Thread.sleep(PAUSE_MS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private Store closedWith(RemoteStore store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("close")) {
                            end();
                        }
                    }
                });
    }

    private void end() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(READY_MAX.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
