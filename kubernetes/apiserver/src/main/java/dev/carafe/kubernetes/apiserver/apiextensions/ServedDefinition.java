package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.apimachinery.customresource.CustomDeclarations;
import dev.carafe.kubernetes.apimachinery.customresource.CustomSchema;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionResource;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apiserver.discovery.DiscoveredResource;
import dev.carafe.kubernetes.apiserver.endpoints.ServedResource;
import dev.carafe.kubernetes.apiserver.generic.Resource;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a definition is served as: a resource in each of its versions. Immutable; schemas are read when they are needed. */
final class ServedDefinition {
    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
    private static final List<String> VERBS_OF_TERMINATING =
            List.of("delete", "deletecollection", "get", "list", "watch");
    private static final List<String> VERBS_OF_PART = List.of("get", "patch", "update");

    private final CustomResourceDefinition definition;
    private final String prefix;
    private final List<CustomVersion> versions = new ArrayList<>();
    private final Map<GroupVersionResource, ServedResource> resources = new LinkedHashMap<>();
    private final List<DiscoveredResource> discovered = new ArrayList<>();

    /**
     * What an established definition is served as.
     *
     * @param stores makes the stores of its versions' objects
     */
    ServedDefinition(CustomResourceDefinition definition, VersionConverter converter, CustomStores stores) {
        this.definition = definition;
        this.prefix = stores.prefix(
                definition.spec().group(), definition.status().acceptedNames().plural());
        String stored = definition.spec().versions().stream()
                .filter(CustomResourceDefinitionVersion::storage)
                .map(CustomResourceDefinitionVersion::name)
                .findFirst()
                .orElse("");
        for (CustomResourceDefinitionVersion version : definition.spec().versions()) {
            versions.add(new CustomVersion(definition, version));
        }
        Supplier<TypedSchema> typed = new Typed(versions);
        GroupVersion storage = new GroupVersion(definition.spec().group(), stored);
        Map<String, CustomKindForm> forms = new HashMap<>();
        versions.forEach(version -> forms.put(version.groupVersion().toString(), new CustomKindForm(version, typed)));
        for (CustomVersion version : versions) {
            if (version.declared().served()) {
                add(version, storage, forms, converter, stores);
            }
        }
    }

    /** What merging knows of all versions, made once. */
    private static final class Typed implements Supplier<TypedSchema> {
        private final List<CustomVersion> versions;
        private volatile @Nullable TypedSchema made;

        Typed(List<CustomVersion> versions) {
            this.versions = versions;
        }

        @Override
        public TypedSchema get() {
            TypedSchema known = made;
            if (known == null) {
                Map<String, CustomSchema> schemas = new HashMap<>();
                versions.forEach(version -> schemas.put(version.structure(), version.schema()));
                known = TypedSchema.ofCustom(new CustomDeclarations(schemas, BuiltinDeclarations.instance()));
                made = known;
            }
            return known;
        }
    }

    private void add(
            CustomVersion version,
            GroupVersion storage,
            Map<String, CustomKindForm> forms,
            VersionConverter converter,
            CustomStores stores) {
        CustomResourceDefinitionNames names = definition.status().acceptedNames();
        ResourceDeclaration row = row(version, names);
        Map<String, ResourceDeclaration> parts = new LinkedHashMap<>();
        if (version.hasStatus()) {
            parts.put("status", part(row, "status", row.kind(), row.group(), row.version()));
        }
        if (version.hasScale()) {
            parts.put("scale", part(row, "scale", "Scale", "autoscaling", "v1"));
        }
        String apiVersion = version.groupVersion().toString();
        CustomConversion conversion = new CustomConversion(apiVersion, storage.toString(), forms, converter);
        PrinterColumns columns = new PrinterColumns(version.declared().additionalPrinterColumns());
        Resource resource = new Resource(row, new CustomStrategy(version, columns), prefix());
        resources.put(
                new GroupVersionResource(row.group(), row.version(), row.name()),
                new ServedResource(
                        row,
                        Objects.requireNonNull(forms.get(apiVersion)),
                        columns.declarations(),
                        Optional.of(stores.store(resource, conversion)),
                        Optional.empty(),
                        conversion,
                        parts));
        discovered.add(new DiscoveredResource(row, storage));
        parts.values().forEach(part -> discovered.add(new DiscoveredResource(part, storage)));
    }

    private ResourceDeclaration row(CustomVersion version, CustomResourceDefinitionNames names) {
        String group = definition.spec().group();
        return new ResourceDeclaration(
                group,
                version.name(),
                names.plural(),
                names.singular(),
                names.kind(),
                group,
                version.name(),
                definition.spec().scope().equals("Namespaced"),
                version.isTerminating() ? VERBS_OF_TERMINATING : VERBS,
                names.shortNames(),
                names.categories());
    }

    private static ResourceDeclaration part(
            ResourceDeclaration whole, String name, String kind, String kindGroup, String kindVersion) {
        return new ResourceDeclaration(
                whole.group(),
                whole.version(),
                whole.name() + "/" + name,
                "",
                kind,
                kindGroup,
                kindVersion,
                whole.namespaced(),
                VERBS_OF_PART,
                List.of(),
                List.of());
    }

    CustomResourceDefinition definition() {
        return definition;
    }

    /** Where its objects lie in the store. */
    String prefix() {
        return prefix;
    }

    Map<GroupVersionResource, ServedResource> resources() {
        return resources;
    }

    List<DiscoveredResource> discovered() {
        return discovered;
    }

    /** The versions that are served. */
    List<CustomVersion> served() {
        return versions.stream().filter(version -> version.declared().served()).toList();
    }

    /** Whether a newer definition is served otherwise than this one. */
    boolean differsFrom(CustomResourceDefinition other) {
        return !definition.spec().equals(other.spec())
                || !definition.status().acceptedNames().equals(other.status().acceptedNames())
                || CustomResourceDefinitions.isTrue(definition, CustomResourceDefinitions.TERMINATING)
                        != CustomResourceDefinitions.isTrue(other, CustomResourceDefinitions.TERMINATING);
    }
}
