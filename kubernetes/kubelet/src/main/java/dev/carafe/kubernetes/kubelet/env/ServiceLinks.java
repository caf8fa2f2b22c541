package dev.carafe.kubernetes.kubelet.env;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables by which containers find services, in the form of Docker's links (upstream
 * {@code pkg/kubelet/envvars}). Pure.
 */
public final class ServiceLinks {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String API_SERVER = "kubernetes";

    private ServiceLinks() {}

    /**
     * The variables for a pod of {@code namespace}, sorted by name. The service of the API server is always
     * among them, the others of the namespace where {@code enabled}.
     */
    public static Map<String, String> of(Collection<Service> services, String namespace, boolean enabled) {
        Map<String, Service> chosen = new TreeMap<>();
        List<Service> ordered = services.stream()
                .filter(ServiceLinks::hasAddress)
                .sorted(Comparator.comparing(Service::namespace).thenComparing(Service::name))
                .toList();
        for (Service service : ordered) {
            if (service.namespace().equals(DEFAULT_NAMESPACE) && service.name().equals(API_SERVER)) {
                chosen.putIfAbsent(API_SERVER, service);
            } else if (enabled && service.namespace().equals(namespace)) {
                chosen.put(service.name(), service);
            }
        }
        Map<String, String> variables = new TreeMap<>();
        chosen.values().forEach(service -> add(service, variables));
        return variables;
    }

    private static boolean hasAddress(Service service) {
        String ip = service.spec().clusterIP();
        return !ip.isEmpty() && !ip.equals("None") && !service.spec().ports().isEmpty();
    }

    private static void add(Service service, Map<String, String> out) {
        String prefix = variableName(service.name());
        String address = service.spec().clusterIP();
        List<ServicePort> ports = new ArrayList<>(service.spec().ports());
        out.put(prefix + "_SERVICE_HOST", address);
        out.put(prefix + "_SERVICE_PORT", Integer.toString(ports.getFirst().port()));
        for (ServicePort port : ports) {
            if (!port.name().isEmpty()) {
                out.put(prefix + "_SERVICE_PORT_" + variableName(port.name()), Integer.toString(port.port()));
            }
        }
        out.put(prefix + "_PORT", url(ports.getFirst(), address));
        for (ServicePort port : ports) {
            String name = prefix + "_PORT_" + port.port() + "_" + protocol(port).toUpperCase(Locale.ROOT);
            out.put(name, url(port, address));
            out.put(name + "_PROTO", protocol(port));
            out.put(name + "_PORT", Integer.toString(port.port()));
            out.put(name + "_ADDR", address);
        }
    }

    private static String url(ServicePort port, String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return protocol(port) + "://" + host + ":" + port.port();
    }

    private static String protocol(ServicePort port) {
        return port.protocol().isEmpty() ? "tcp" : port.protocol().toLowerCase(Locale.ROOT);
    }

    private static String variableName(String name) {
        String upper = name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        return !upper.isEmpty() && Character.isDigit(upper.charAt(0)) ? "_" + upper : upper;
    }
}
