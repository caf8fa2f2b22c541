package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.meta.v1.APIGroup;
import dev.carafe.kubernetes.api.meta.v1.APIGroupList;
import dev.carafe.kubernetes.api.meta.v1.APIResource;
import dev.carafe.kubernetes.api.meta.v1.APIResourceList;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What an API server serves, in the plain form of discovery, which every server has. */
public final class Discovery {
    private static final Logger LOG = System.getLogger(Discovery.class.getName());

    private final Transport transport;

    Discovery(Transport transport) {
        this.transport = transport;
    }

    /**
     * A resource that is served.
     *
     * @param type its name
     * @param verbs what can be done with it
     */
    public record Served(ResourceType<GenericObject> type, List<String> verbs) {
        /** Whether it can do all of these. */
        public boolean supports(Collection<String> wanted) {
            return verbs.containsAll(wanted);
        }
    }

    /**
     * The resources of each group's preferred version, without subresources; a resource that only another version has is
     * taken from there. A group that does not answer is left out and logged.
     */
    public List<Served> preferredResources() {
        List<Served> found = new ArrayList<>(resources("v1"));
        APIGroupList groups = new APIGroupList(transport.call(ApiRequest.of("GET", "/apis", "")));
        for (APIGroup group : groups.groups()) {
            addGroup(group, found);
        }
        return List.copyOf(found);
    }

    private void addGroup(APIGroup group, List<Served> found) {
        List<String> versions = new ArrayList<>();
        versions.add(group.preferredVersion().groupVersion());
        group.versions().forEach(version -> versions.add(version.groupVersion()));
        List<Served> ofGroup = new ArrayList<>();
        for (String version : versions.stream().distinct().toList()) {
            try {
                for (Served served : resources(version)) {
                    if (ofGroup.stream()
                            .noneMatch(known ->
                                    known.type().plural().equals(served.type().plural()))) {
                        ofGroup.add(served);
                    }
                }
            } catch (StatusError e) {
                LOG.log(Level.WARNING, "discovery of {0} failed: {1}", version, e.getMessage());
            }
        }
        found.addAll(ofGroup);
    }

    /** The resources of a group and version, such as {@code apps/v1}, without subresources. */
    public List<Served> resources(String groupVersion) {
        String path = groupVersion.indexOf('/') < 0 ? "/api/" + groupVersion : "/apis/" + groupVersion;
        APIResourceList list = new APIResourceList(transport.call(ApiRequest.of("GET", path, "")));
        int slash = groupVersion.indexOf('/');
        String group = slash < 0 ? "" : groupVersion.substring(0, slash);
        String version = groupVersion.substring(slash + 1);
        List<Served> found = new ArrayList<>();
        for (APIResource resource : list.resources()) {
            if (resource.name().indexOf('/') < 0) {
                found.add(new Served(
                        GenericObject.type(group, version, resource.name(), resource.kind(), resource.namespaced()),
                        List.copyOf(resource.verbs())));
            }
        }
        return List.copyOf(found);
    }
}
