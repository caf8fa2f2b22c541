package dev.carafe.kubernetes.cloudcontrollermanager.testing;

import dev.carafe.kubernetes.api.core.v1.LoadBalancerIngress;
import dev.carafe.kubernetes.api.core.v1.LoadBalancerStatus;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.LoadBalancer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Load balancers in memory, all with the address that they are told. Thread-safe: all state is guarded by this. */
public final class FakeLoadBalancer implements LoadBalancer {
    private final Map<String, List<String>> hosts = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Queue<IOException> failures = new ArrayDeque<>();
    private String ip = "203.0.113.1";

    /** The address that load balancers are given from now on. */
    public synchronized void ip(String address) {
        ip = address;
    }

    /** Makes the next call that changes something fail; several are taken in their order. */
    public synchronized void failNext(IOException with) {
        failures.add(with);
    }

    /** The hosts under a load balancer, sorted; empty where there is none. */
    public synchronized Optional<List<String>> hosts(Service service) {
        return Optional.ofNullable(hosts.get(LoadBalancer.defaultLoadBalancerName(service)));
    }

    /** How many load balancers there are. */
    public synchronized int count() {
        return hosts.size();
    }

    /** What was called so far: {@code ensure}, {@code update} or {@code delete}, and the service's name. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public synchronized Optional<LoadBalancerStatus> getLoadBalancer(String clusterName, Service service) {
        return hosts(service).map(_ -> status());
    }

    @Override
    public String getLoadBalancerName(String clusterName, Service service) {
        return LoadBalancer.defaultLoadBalancerName(service);
    }

    @Override
    public synchronized LoadBalancerStatus ensureLoadBalancer(String clusterName, Service service, List<Node> nodes)
            throws IOException {
        called("ensure", service);
        put(service, nodes);
        return status();
    }

    @Override
    public synchronized void updateLoadBalancer(String clusterName, Service service, List<Node> nodes)
            throws IOException {
        called("update", service);
        put(service, nodes);
    }

    @Override
    public synchronized void ensureLoadBalancerDeleted(String clusterName, Service service) throws IOException {
        called("delete", service);
        hosts.remove(LoadBalancer.defaultLoadBalancerName(service));
    }

    private void called(String what, Service service) throws IOException {
        calls.add(what + " " + service.name());
        IOException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    private void put(Service service, List<Node> nodes) {
        hosts.put(
                LoadBalancer.defaultLoadBalancerName(service),
                nodes.stream().map(Node::name).sorted().toList());
    }

    private LoadBalancerStatus status() {
        return new LoadBalancerStatus().withIngress(List.of(new LoadBalancerIngress().withIp(ip)));
    }
}
