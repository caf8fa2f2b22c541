package dev.carafe.kubernetes.kubelet.probe;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.HTTPGetAction;
import dev.carafe.kubernetes.api.core.v1.HTTPHeader;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Finds out where an action of a probe or hook points. Pure. */
public final class HttpTargets {
    private HttpTargets() {}

    /**
     * The address of an HTTP action.
     *
     * @param podIp the host where the action names none
     * @throws IOException when the port is none, or the path cannot be one
     */
    public static URI uri(HTTPGetAction action, Container container, String podIp) throws IOException {
        String host = action.host().isEmpty() ? podIp : action.host();
        String scheme = action.scheme().isEmpty() ? "http" : action.scheme().toLowerCase(Locale.ROOT);
        String path = action.path().startsWith("/") ? action.path() : "/" + action.path();
        try {
            return URI.create(
                    scheme + "://" + bracketed(host) + ":" + port(action.port(), container) + path.replace(" ", "%20"));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    public static Map<String, String> headers(HTTPGetAction action) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (HTTPHeader header : action.httpHeaders()) {
            headers.put(header.name(), header.value());
        }
        return headers;
    }

    /** The number of a port given by number or by its name in the container. */
    static int port(IntOrString port, Container container) throws IOException {
        int number = switch (port) {
            case IntOrString.Int(int value) -> value;
            case IntOrString.Str(String name) -> named(name, container);
        };
        if (number < 1 || number > 65_535) {
            throw new IOException("invalid port number: " + number);
        }
        return number;
    }

    private static int named(String name, Container container) throws IOException {
        for (ContainerPort port : container.ports()) {
            if (port.name().equals(name)) {
                return port.containerPort();
            }
        }
        if (name.matches("[0-9]{1,5}")) {
            return Integer.parseInt(name);
        }
        throw new IOException("couldn't find port: " + name);
    }

    static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
