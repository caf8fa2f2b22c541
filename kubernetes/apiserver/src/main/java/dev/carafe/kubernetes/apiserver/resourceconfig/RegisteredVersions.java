package dev.carafe.kubernetes.apiserver.resourceconfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions that upstream 1.37 knows by name, served or not (the install packages below pkg/apis). Pure. */
final class RegisteredVersions {
    private static final Map<String, List<String>> BY_GROUP = parse("""
            admission.k8s.io v1 v1beta1
            admissionregistration.k8s.io v1 v1beta1 v1alpha1
            apiextensions.k8s.io v1 v1beta1
            apiregistration.k8s.io v1 v1beta1
            apps v1 v1beta2 v1beta1
            authentication.k8s.io v1 v1beta1 v1alpha1
            authorization.k8s.io v1 v1beta1
            autoscaling v2 v1
            batch v1 v1beta1
            certificates.k8s.io v1 v1beta1 v1alpha1
            coordination.k8s.io v1 v1beta1 v1alpha2
            discovery.k8s.io v1 v1beta1
            events.k8s.io v1 v1beta1
            extensions v1beta1
            flowcontrol.apiserver.k8s.io v1 v1beta3 v1beta2 v1beta1
            imagepolicy.k8s.io v1alpha1
            internal.apiserver.k8s.io v1alpha1
            lifecycle.k8s.io v1alpha1
            networking.k8s.io v1 v1beta1
            node.k8s.io v1 v1beta1 v1alpha1
            policy v1 v1beta1
            rbac.authorization.k8s.io v1 v1beta1 v1alpha1
            resource.k8s.io v1 v1beta2 v1beta1 v1alpha3
            scheduling.k8s.io v1 v1beta1 v1alpha3
            storage.k8s.io v1 v1beta1 v1alpha1
            storagemigration.k8s.io v1 v1beta1
            """);

    private RegisteredVersions() {}

    private static Map<String, List<String>> parse(String table) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("", List.of("v1"));
        table.lines()
                .map(line -> List.of(line.split(" ")))
                .forEach(line -> groups.put(line.getFirst(), line.subList(1, line.size())));
        return Map.copyOf(groups);
    }

    static boolean hasGroup(String group) {
        return BY_GROUP.containsKey(group);
    }

    static boolean has(String group, String version) {
        return BY_GROUP.getOrDefault(group, List.of()).contains(version);
    }
}
