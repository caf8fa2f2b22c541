package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.EndpointSubset;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The addresses of the servers that are alive: a key each below {@code /registry/masterleases/}, which the store forgets when
 * its server does not write it again in time (upstream's reconcilers.Leases, whose entries these are). Thread-safe.
 */
public final class MasterLeases {
    /** How long an entry outlives its server (upstream's DefaultEndpointReconcilerTTL). */
    static final long TTL_SECONDS = 15;

    private final Store store;
    private final String prefix;
    private final Serializer serializer;

    public MasterLeases(Store store, StorageKeys keys, Serializer serializer) {
        this.store = store;
        this.prefix = keys.masterLeases();
        this.serializer = serializer;
    }

    private Bytes key(String address) {
        return Bytes.utf8(prefix + address);
    }

    /** Says for the next {@value #TTL_SECONDS} seconds that a server is at an address. */
    void update(String address) {
        long lease = store.leaseGrant(new LeaseGrantRequest(TTL_SECONDS, 0)).id();
        Struct entry = new Endpoints(Struct.of("apiVersion", "v1", "kind", "Endpoints"))
                .withSubsets(
                        List.of(new EndpointSubset().withAddresses(List.of(new EndpointAddress().withIp(address)))))
                .struct();
        store.put(PutRequest.of(key(address), Bytes.wrap(serializer.encode(entry)))
                .withLease(lease));
    }

    /** Where servers are now. */
    NavigableSet<String> list() {
        NavigableSet<String> addresses = new TreeSet<>();
        for (KeyValue entry :
                store.range(RangeRequest.prefix(Bytes.utf8(prefix))).kvs()) {
            Struct decoded = serializer.decode(entry.value().toByteArray());
            if (decoded == null) {
                continue; // no server's own
            }
            new Endpoints(decoded)
                    .subsets().stream()
                            .limit(1)
                            .flatMap(subset -> subset.addresses().stream().limit(1))
                            .map(EndpointAddress::ip)
                            .filter(address -> !address.isEmpty())
                            .forEach(addresses::add);
        }
        return addresses;
    }

    /** Says that a server is gone. */
    void remove(String address) {
        store.deleteRange(DeleteRangeRequest.of(key(address)));
    }
}
