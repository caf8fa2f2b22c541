package dev.carafe.bench;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The members under load, over several connections to each. */
final class EtcdTarget {
    private final List<Store> connections = new ArrayList<>();

    /**
     * Members; connects when they are first asked something.
     *
     * @param urls of the members, with commas between
     * @param connectionCount to each
     */
    EtcdTarget(String urls, int connectionCount) throws IOException {
        List<URI> endpoints = Stream.of(urls.split(",", -1)).map(URI::create).toList();
        RemoteStoreConfig config;
        try {
            config = RemoteStoreConfig.of(endpoints, null);
        } catch (IllegalArgumentException e) {
            throw new IOException("--server takes NAME=http://HOST:PORT, more with commas: " + e.getMessage(), e);
        }
        for (URI endpoint : endpoints) {
            if (!InetAddress.getByName(endpoint.getHost()).isLoopbackAddress()) {
                throw new IOException(endpoint + " is not on this machine: load goes to loopback addresses only");
            }
        }
        for (int i = 0; i < connectionCount; i++) {
            connections.add(RemoteStore.connect(config));
        }
    }

    /** The connection of a client. */
    Store of(int client) {
        return connections.get(client % connections.size());
    }

    boolean isReady() {
        try {
            return of(0).status().revision() > 0;
        } catch (EtcdException _) {
            return false; // nobody listens yet
        }
    }
}
