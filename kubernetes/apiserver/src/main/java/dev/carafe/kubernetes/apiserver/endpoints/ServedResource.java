package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.conversion.DeprecatedVersions;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.rest.Lister;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One resource in one version, as it is served.
 *
 * @param declaration its row of discovery
 * @param form the form of its objects
 * @param columns the columns of its Table form, empty for the default ones
 * @param store where its objects are; empty for a resource that is answered rather than stored
 * @param lister what finds its objects instead, for a resource that is looked up
 * @param conversion to the version that is stored
 * @param subresources its subresources by name, such as {@code status}
 */
public record ServedResource(
        ResourceDeclaration declaration,
        KindForm form,
        List<ColumnDeclaration> columns,
        Optional<ObjectStore> store,
        Optional<Lister> lister,
        Conversion conversion,
        Map<String, ResourceDeclaration> subresources) {

    /** What users of the core group's deprecated kinds are warned of, by resource. */
    private static final Map<String, String> DEPRECATED = Map.of(
            "endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
            "componentstatuses", "v1 ComponentStatus is deprecated in v1.19+");

    /** What users of it are warned of; empty where it is not deprecated. */
    String deprecation() {
        if (form.isCustom()) {
            return form.deprecation();
        }
        return declaration.group().isEmpty()
                ? DEPRECATED.getOrDefault(declaration.name(), "")
                : DeprecatedVersions.warning(declaration);
    }

    /** Whether it is deprecated in this version. */
    public boolean isDeprecated() {
        return !deprecation().isEmpty();
    }

    GroupVersion groupVersion() {
        return new GroupVersion(declaration.group(), declaration.version());
    }

    String apiVersion() {
        return groupVersion().toString();
    }

    GroupKind groupKind() {
        return new GroupKind(declaration.group(), declaration.kind());
    }

    GroupResource groupResource() {
        return new GroupResource(declaration.group(), declaration.name());
    }

    boolean isConverted() {
        return !conversion.equals(Conversion.NONE);
    }

    /** A list, so that none of its objects has to be asked for alone. */
    ListPage together(ListPage page) {
        return isConverted()
                ? new ListPage(
                        conversion.together(page.items()), page.revision(), page.continueToken(), page.remaining())
                : page;
    }

    /** A stored object as tables and metadata alone are made of it: as upstream's own types have it, or a client's kind in this version. */
    StoredObject printed(StoredObject stored) {
        return form.isCustom() ? served(stored) : stored;
    }

    /** The metadata that are shown alone, or beside a row, of an object as it is {@link #printed}. */
    Struct metadataOf(Struct object) {
        Struct metadata = ObjectMetas.of(object);
        Struct annotations = metadata.struct("annotations");
        if (annotations == null) {
            return metadata;
        }
        for (String name : annotationsOfFields()) {
            annotations = annotations.without(name);
        }
        return annotations.isEmpty() ? metadata.without("annotations") : metadata.with("annotations", annotations);
    }

    /** Whether {@link #metadataOf} changes nothing. */
    boolean showsAllMetadata() {
        return annotationsOfFields().isEmpty();
    }

    private List<String> annotationsOfFields() {
        return store.map(objects -> objects.resource().strategy().annotationsOfFields())
                .orElse(List.of());
    }

    /** A stored object as this version shows it. */
    StoredObject served(StoredObject stored) {
        return isConverted() ? stored.seenBy(conversion, conversion::toServed) : stored;
    }
}
