package dev.carafe.kubernetes.proxy.userspace;

import static dev.carafe.kubernetes.proxy.service.ServicePortRouting.LoadBalancers.NONE;

import dev.carafe.kubernetes.proxy.service.Backend;
import dev.carafe.kubernetes.proxy.service.Endpoint;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Routes services by relays. TCP and UDP only: a port of another protocol is logged and left out. A port whose address
 * cannot be listened at is logged and tried again at the service's next change; the others go on. Not thread-safe.
 */
public final class UserspaceBackend implements Backend {
    private static final System.Logger LOG = System.getLogger(UserspaceBackend.class.getName());

    private final LocalAddresses addresses;
    private final List<String> nodeIps;
    private final LongSupplier nowNs;
    private final Map<Listener, Running> running = new HashMap<>();
    private final Map<String, Set<Listener>> byService = new HashMap<>();
    private final Set<String> added = new HashSet<>();

    /** Where a relay listens, and by which protocol. */
    private record Listener(String protocol, String address, int port) {}

    private record Running(@Nullable Relay relay, RoundRobin balancer) {}

    /**
     * A backend without relays yet.
     *
     * @param nodeIps where node ports answer
     * @param nowNs a clock that never goes back, in nanoseconds
     */
    public UserspaceBackend(LocalAddresses addresses, List<String> nodeIps, LongSupplier nowNs) {
        this.addresses = addresses;
        this.nodeIps = List.copyOf(nodeIps);
        this.nowNs = nowNs;
    }

    @Override
    public void replaceAll(Map<String, List<ServicePortRouting>> services) throws IOException {
        Map<String, List<ServicePortRouting>> changed = new LinkedHashMap<>();
        byService.keySet().forEach(service -> changed.put(service, List.of()));
        changed.putAll(services);
        apply(changed);
    }

    @Override
    public void apply(Map<String, List<ServicePortRouting>> changed) throws IOException {
        changed.forEach((service, routings) -> {
            Set<Listener> wanted = new HashSet<>();
            for (ServicePortRouting routing : routings) {
                if (routing.protocol().equals("sctp")) {
                    LOG.log(System.Logger.Level.WARNING, "{0}: SCTP is not relayed in user space", routing.service());
                    continue;
                }
                routing.clusterIps()
                        .forEach(ip ->
                                listen(wanted, routing, ip, routing.port(), routing.internal(), NONE::admits, true));
                routing.externalIps()
                        .forEach(ip ->
                                listen(wanted, routing, ip, routing.port(), routing.external(), NONE::admits, true));
                Predicate<String> guard = routing.loadBalancers()::admits;
                routing.loadBalancers()
                        .addresses()
                        .forEach(ip -> listen(wanted, routing, ip, routing.port(), routing.external(), guard, true));
                if (routing.nodePort() > 0) {
                    nodeIps.forEach(ip ->
                            listen(wanted, routing, ip, routing.nodePort(), routing.external(), NONE::admits, false));
                }
            }
            Set<Listener> before = byService.getOrDefault(service, Set.of());
            before.stream().filter(listener -> !wanted.contains(listener)).forEach(this::stop);
            if (wanted.isEmpty()) {
                byService.remove(service);
            } else {
                byService.put(service, wanted);
            }
        });
    }

    private void listen(
            Set<Listener> wanted,
            ServicePortRouting routing,
            String address,
            int port,
            List<Endpoint> endpoints,
            Predicate<String> admits,
            boolean makeLocal) {
        Listener listener = new Listener(routing.protocol(), address, port);
        wanted.add(listener);
        Running now = running.get(listener);
        RoundRobin balancer = now == null ? new RoundRobin(nowNs) : now.balancer();
        balancer.update(endpoints, routing.affinitySeconds(), admits);
        if (now == null || now.relay() == null) {
            running.put(listener, new Running(open(listener, balancer, makeLocal), balancer));
        }
    }

    private @Nullable Relay open(Listener listener, RoundRobin balancer, boolean makeLocal) {
        try {
            if (makeLocal && added.add(listener.address())) {
                addresses.add(listener.address());
            }
            InetSocketAddress address = new InetSocketAddress(listener.address(), listener.port());
            return listener.protocol().equals("tcp")
                    ? TcpRelay.open(address, balancer)
                    : UdpRelay.open(address, balancer);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no relay at " + listener + ": " + e.getMessage());
            return null;
        }
    }

    private void stop(Listener listener) {
        Running stopped = running.remove(listener);
        if (stopped != null && stopped.relay() != null) {
            stopped.relay().close();
        }
        boolean unused =
                running.keySet().stream().noneMatch(other -> other.address().equals(listener.address()));
        if (unused && added.remove(listener.address())) {
            addresses.remove(listener.address());
        }
    }

    @Override
    public void close() {
        Set.copyOf(running.keySet()).forEach(this::stop);
        byService.clear();
    }
}
