package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;

/** A new node takes no pods until it is seen to be ready (plugin/pkg/admission/nodetaint). */
public final class TaintNodesByCondition implements AdmissionPlugin {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    @Override
    public String name() {
        return "TaintNodesByCondition";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && Subject.is(request, "", "nodes");
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Node node = new Node(request.object().orElseThrow());
        List<Taint> taints = new ArrayList<>(node.spec().taints());
        boolean tainted = taints.stream()
                .anyMatch(
                        taint -> taint.key().equals(NOT_READY) && taint.effect().equals("NoSchedule"));
        if (tainted) {
            return node.struct();
        }
        taints.add(new Taint().withKey(NOT_READY).withEffect("NoSchedule"));
        return node.withSpec(node.spec().withTaints(taints)).struct();
    }
}
