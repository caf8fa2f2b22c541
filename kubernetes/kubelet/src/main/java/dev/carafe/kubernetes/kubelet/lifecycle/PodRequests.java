package dev.carafe.kubernetes.kubelet.lifecycle;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a whole pod asks for, by resource: CPU in thousandths, all else in units. Pure; upstream's
 * {@code k8s.io/component-helpers/resource}: what runs together is added up, init containers count one after the other
 * on top of the sidecars begun before them, and requests for the pod as a whole stand instead of the sum.
 */
final class PodRequests {
    private PodRequests() {}

    static Map<String, Long> of(Pod pod) {
        Map<String, Long> sum = new TreeMap<>();
        pod.spec().containers().forEach(container -> add(sum, amounts(requests(container))));
        Map<String, Long> sidecars = new TreeMap<>();
        Map<String, Long> most = new TreeMap<>();
        for (Container init : pod.spec().initContainers()) {
            Map<String, Long> asked = amounts(requests(init));
            if (init.restartPolicy().equals("Always")) {
                add(sidecars, asked);
                raise(most, sidecars);
            } else {
                add(asked, sidecars);
                raise(most, asked);
            }
        }
        add(sum, sidecars);
        raise(sum, most);
        sum.putAll(amounts(pod.spec().resources().requests()));
        add(sum, amounts(pod.spec().overhead()));
        return sum;
    }

    /** How much of a resource that is, in the units used here. */
    static long amount(String resource, Quantity quantity) {
        return resource.equals("cpu") ? quantity.milliValue() : quantity.value();
    }

    /** A limit without a request is a request; the API server has said so already, a manifest may not have. */
    private static Map<String, Quantity> requests(Container container) {
        Map<String, Quantity> requests = new TreeMap<>(container.resources().limits());
        requests.putAll(container.resources().requests());
        return requests;
    }

    private static Map<String, Long> amounts(Map<String, Quantity> quantities) {
        Map<String, Long> amounts = new TreeMap<>();
        quantities.forEach((resource, quantity) -> amounts.put(resource, amount(resource, quantity)));
        return amounts;
    }

    private static void add(Map<String, Long> to, Map<String, Long> more) {
        more.forEach((resource, amount) -> to.merge(resource, amount, Long::sum));
    }

    private static void raise(Map<String, Long> to, Map<String, Long> atLeast) {
        atLeast.forEach((resource, amount) -> to.merge(resource, amount, Long::max));
    }
}
