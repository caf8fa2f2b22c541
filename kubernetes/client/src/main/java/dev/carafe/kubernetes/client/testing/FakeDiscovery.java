package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.api.meta.v1.APIGroup;
import dev.carafe.kubernetes.api.meta.v1.APIGroupList;
import dev.carafe.kubernetes.api.meta.v1.APIResource;
import dev.carafe.kubernetes.api.meta.v1.APIResourceList;
import dev.carafe.kubernetes.api.meta.v1.GroupVersionForDiscovery;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Discovery in its plain form: the stable versions of the built-in groups. */
final class FakeDiscovery {
    private FakeDiscovery() {}

    static Optional<Struct> answer(ApiRequest request) {
        String[] parts = request.path().substring(1).split("/");
        if (request.path().equals("/apis")) {
            return Optional.of(groups());
        }
        if (parts.length == 2 && parts[0].equals("api")) {
            return Optional.of(resources("", parts[1]));
        }
        return parts.length == 3 && parts[0].equals("apis")
                ? Optional.of(resources(parts[1], parts[2]))
                : Optional.empty();
    }

    static String groupVersion(ResourceDeclaration resource) {
        return resource.group().isEmpty() ? resource.version() : resource.group() + "/" + resource.version();
    }

    private static Struct groups() {
        List<APIGroup> groups = new ArrayList<>();
        for (String groupVersion : Target.groupVersions()) {
            String[] parts = groupVersion.split("/");
            if (!parts[0].isEmpty() && parts[1].matches("v[0-9]+")) {
                GroupVersionForDiscovery version = new GroupVersionForDiscovery()
                        .withGroupVersion(groupVersion)
                        .withVersion(parts[1]);
                groups.add(new APIGroup()
                        .withName(parts[0])
                        .withVersions(List.of(version))
                        .withPreferredVersion(version));
            }
        }
        return new APIGroupList().withGroups(groups).struct();
    }

    private static Struct resources(String group, String version) {
        List<APIResource> resources = new ArrayList<>();
        for (ResourceDeclaration row : Target.served(group, version)) {
            resources.add(new APIResource()
                    .withName(row.name())
                    .withKind(row.kind())
                    .withNamespaced(row.namespaced())
                    .withVerbs(row.verbs()));
        }
        return new APIResourceList().withResources(resources).struct();
    }
}
