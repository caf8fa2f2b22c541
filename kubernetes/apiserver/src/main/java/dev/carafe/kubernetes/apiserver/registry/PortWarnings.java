package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What clients are warned of in ports of a pod's containers: those that are given twice (pkg/api/pod/warnings.go). */
final class PortWarnings {
    /** A pod with more ports is not looked through: each is compared with all before it of its number. */
    private static final int SAME_MAX = 100;

    private final Consumer<String> warnings;
    private final Map<String, List<Place>> places = new HashMap<>();
    private final Map<String, FieldPath> names = new HashMap<>();

    /** @param warnings takes them */
    PortWarnings(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    private record Place(ContainerPort port, FieldPath path) {}

    /** Warns of the numbers of a container's ports. */
    void numbers(Container container, FieldPath path) {
        for (int i = 0; i < container.ports().size(); i++) {
            ContainerPort port = container.ports().get(i);
            FieldPath at = path.child("ports").index(i);
            if (!port.hostIP().isEmpty() && port.hostPort() == 0) {
                warnings.accept(at + ": hostIP set without hostPort: " + form(port));
            }
            List<Place> same =
                    places.computeIfAbsent(port.containerPort() + "/" + port.protocol(), _ -> new ArrayList<>());
            same.forEach(other -> compare(port, at, other));
            if (same.size() < SAME_MAX) {
                same.add(new Place(port, at));
            }
        }
    }

    private void compare(ContainerPort port, FieldPath at, Place place) {
        ContainerPort other = place.port();
        boolean sameHostPort = port.hostPort() == other.hostPort();
        if (sameHostPort && port.hostIP().equals(other.hostIP())) {
            warnings.accept(at + ": duplicate port definition with " + place.path());
        } else if (port.hostPort() == 0 || other.hostPort() == 0) {
            warnings.accept(at + ": overlapping port definition with " + place.path());
        } else if (sameHostPort && port.hostIP().isEmpty() != other.hostIP().isEmpty()) {
            warnings.accept(at + ": dangerously ambiguous port definition with " + place.path());
        }
    }

    /** A port as Go shows it. */
    private static String form(ContainerPort port) {
        return "{Name:" + port.name() + " HostPort:" + port.hostPort() + " ContainerPort:" + port.containerPort()
                + " Protocol:" + port.protocol() + " HostIP:" + port.hostIP() + "}";
    }

    /** Warns of the names of a container's ports. */
    void names(Container container, FieldPath path) {
        for (int i = 0; i < container.ports().size(); i++) {
            String name = container.ports().get(i).name();
            FieldPath at = path.child("ports").index(i);
            FieldPath other = name.isEmpty() ? null : names.putIfAbsent(name, at);
            if (other != null) {
                warnings.accept(at + ": duplicate port name \"" + name + "\" with " + other
                        + ", services and probes that select ports by name will use " + other);
            }
        }
    }
}
