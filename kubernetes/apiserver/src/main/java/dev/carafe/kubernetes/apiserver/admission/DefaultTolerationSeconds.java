package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;

/** Lets pods stay for a while on a node that is not ready or not reached (plugin/pkg/admission/defaulttolerationseconds). */
public final class DefaultTolerationSeconds implements AdmissionPlugin {
    /** A taint's key, and how long pods stay that do not say. */
    private record Taint(String key, long seconds) {}

    private final List<Taint> taints;

    /** @param notReady and {@code unreachable}: for how many seconds pods stay that do not say */
    public DefaultTolerationSeconds(long notReady, long unreachable) {
        taints = List.of(
                new Taint("node.kubernetes.io/not-ready", notReady),
                new Taint("node.kubernetes.io/unreachable", unreachable));
    }

    @Override
    public String name() {
        return "DefaultTolerationSeconds";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return Subject.is(request, "", "pods")
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Pod pod = new Pod(request.object().orElseThrow());
        List<Toleration> tolerations = new ArrayList<>(pod.spec().tolerations());
        for (Taint taint : taints) {
            if (tolerations.stream().noneMatch(toleration -> tolerates(toleration, taint.key))) {
                tolerations.add(new Toleration()
                        .withKey(taint.key)
                        .withOperator("Exists")
                        .withEffect("NoExecute")
                        .withTolerationSeconds(taint.seconds));
            }
        }
        return tolerations.size() == pod.spec().tolerations().size()
                ? pod.struct()
                : pod.withSpec(pod.spec().withTolerations(tolerations)).struct();
    }

    private static boolean tolerates(Toleration toleration, String key) {
        return (toleration.key().isEmpty() || toleration.key().equals(key))
                && (toleration.effect().isEmpty() || toleration.effect().equals("NoExecute"));
    }
}
