package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroup;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroupSpec;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.Comparator;
import java.util.Optional;

/** Turns the name of a pod's priority class into a number (plugin/pkg/admission/priority). */
public final class Priority implements AdmissionPlugin {
    private static final String GROUP = "scheduling.k8s.io";
    private static final String CLASSES = "priorityclasses";

    private final ObjectReader reader;

    public Priority(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "Priority";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return Subject.isNewPod(request)
                || isNewGroup(request)
                || (Subject.is(request, GROUP, CLASSES)
                        && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE));
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Struct object = request.object().orElseThrow();
        if (isNewGroup(request)) {
            return ofGroup(request, new PodGroup(object)).struct();
        }
        if (!Subject.isNewPod(request)) {
            return object;
        }
        Pod pod = new Pod(object);
        PodSpec spec = pod.spec();
        Optional<PriorityClass> chosen = chosen(request, spec.priorityClassName());
        int priority = chosen.map(PriorityClass::value).orElse(0);
        String policy = chosen.map(PriorityClass::preemptionPolicy)
                .filter(value -> !value.isEmpty())
                .orElse("PreemptLowerPriority");
        if (spec.hasPriority() && spec.priority() != priority) {
            throw Forbidden.of(
                    request,
                    "the integer value of priority (" + spec.priority()
                            + ") must not be provided in pod spec; priority admission controller computed " + priority
                            + " from the given PriorityClass name");
        }
        if (spec.hasPreemptionPolicy() && !spec.preemptionPolicy().equals(policy)) {
            throw Forbidden.of(
                    request,
                    "the string value of PreemptionPolicy (" + spec.preemptionPolicy()
                            + ") must not be provided in pod spec; priority admission controller computed " + policy
                            + " from the given PriorityClass name");
        }
        if (spec.priorityClassName().isEmpty() && chosen.isPresent()) {
            spec = spec.withPriorityClassName(chosen.get().name());
        }
        return pod.withSpec(spec.withPriority(priority).withPreemptionPolicy(policy))
                .struct();
    }

    private static boolean isNewGroup(AdmissionRequest request) {
        return Subject.is(request, GROUP, "podgroups") && request.operation() == Operation.CREATE;
    }

    /** A group of pods gets the priority that its class says. */
    private PodGroup ofGroup(AdmissionRequest request, PodGroup group) {
        PodGroupSpec spec = group.spec();
        Optional<PriorityClass> chosen = chosen(request, spec.priorityClassName());
        int priority = chosen.map(PriorityClass::value).orElse(0);
        if (spec.hasPriority() && spec.priority() != priority) {
            throw Forbidden.of(
                    request,
                    "priority set in the pod group (" + spec.priority() + ") must match the priority computed ("
                            + priority + ") based on the priority class set in the spec");
        }
        if (spec.priorityClassName().isEmpty() && chosen.isPresent()) {
            spec = spec.withPriorityClassName(chosen.get().name());
        }
        return group.withSpec(spec.withPriority(priority));
    }

    private Optional<PriorityClass> chosen(AdmissionRequest request, String name) {
        return name.isEmpty() ? byDefault() : Optional.of(named(request, name));
    }

    private PriorityClass named(AdmissionRequest request, String name) {
        return reader.get(GROUP, CLASSES, "", name)
                .map(PriorityClass::new)
                .orElseThrow(() -> Forbidden.of(request, "no PriorityClass with name " + name + " was found"));
    }

    /** The class for pods that name none; of several, which a race may leave, the lowest. */
    private Optional<PriorityClass> byDefault() {
        return reader.list(GROUP, CLASSES, "").stream()
                .map(PriorityClass::new)
                .filter(PriorityClass::globalDefault)
                .min(Comparator.comparingInt(PriorityClass::value));
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (Subject.isNewPod(request) || isNewGroup(request)) {
            return;
        }
        PriorityClass created = new PriorityClass(request.object().orElseThrow());
        Optional<PriorityClass> other = byDefault();
        if (created.globalDefault() && other.isPresent() && !other.get().name().equals(created.name())) {
            throw Forbidden.of(
                    request,
                    "PriorityClass " + other.get().name()
                            + " is already marked as default. Only one default can exist");
        }
    }
}
