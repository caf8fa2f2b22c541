package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;

/** Lets pods stay on a node that is not ready for five minutes (plugin/pkg/admission/defaulttolerationseconds). */
public final class DefaultTolerationSeconds implements AdmissionPlugin {
    private static final long SECONDS = 300;
    private static final List<String> KEYS = List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

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
        for (String key : KEYS) {
            if (tolerations.stream().noneMatch(toleration -> tolerates(toleration, key))) {
                tolerations.add(new Toleration()
                        .withKey(key)
                        .withOperator("Exists")
                        .withEffect("NoExecute")
                        .withTolerationSeconds(SECONDS));
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
