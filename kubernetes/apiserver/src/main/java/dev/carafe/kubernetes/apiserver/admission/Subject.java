package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;

/** What a request is about, for plugins to choose by. */
final class Subject {
    private Subject() {}

    /** Whether this is about whole objects of a resource. */
    static boolean is(AdmissionRequest request, String group, String resource) {
        return request.subresource().isEmpty()
                && request.resource().group().equals(group)
                && request.resource().name().equals(resource);
    }

    /** Whether this is about a subresource of a resource's objects. */
    static boolean isPart(AdmissionRequest request, String group, String resource, String subresource) {
        return request.subresource().equals(subresource)
                && request.resource().group().equals(group)
                && request.resource().name().equals(resource);
    }

    /** Whether this makes a new pod. */
    static boolean isNewPod(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && is(request, "", "pods");
    }
}
