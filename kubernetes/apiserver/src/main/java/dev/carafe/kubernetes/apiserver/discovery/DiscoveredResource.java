package dev.carafe.kubernetes.apiserver.discovery;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;

/**
 * A resource or subresource that discovery tells of.
 *
 * @param row how it is served
 * @param stored the group and version in which its objects are stored
 */
public record DiscoveredResource(ResourceDeclaration row, GroupVersion stored) {
    GroupVersion groupVersion() {
        return new GroupVersion(row.group(), row.version());
    }
}
