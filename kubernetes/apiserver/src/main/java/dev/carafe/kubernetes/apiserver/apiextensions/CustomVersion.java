package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.apimachinery.customresource.CustomSchema;
import dev.carafe.kubernetes.apimachinery.customresource.SchemaRules;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.discovery.VersionPriority;
import dev.carafe.kubernetes.apiserver.openapi.CustomKind;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version of a definition. Immutable to its users; its schema is read when it is first needed. */
final class CustomVersion {
    private final CustomResourceDefinition definition;
    private final CustomResourceDefinitionVersion version;

    /** Read when it is first asked for, the same whoever asks. */
    private volatile @Nullable CustomSchema schema;

    /** Compiled when they are first asked for; compiling them twice does no harm. */
    private volatile @Nullable Compiled rules;

    private record Compiled(Optional<SchemaRules> rules) {}

    CustomVersion(CustomResourceDefinition definition, CustomResourceDefinitionVersion version) {
        this.definition = definition;
        this.version = version;
    }

    CustomResourceDefinition definition() {
        return definition;
    }

    CustomResourceDefinitionVersion declared() {
        return version;
    }

    String name() {
        return version.name();
    }

    GroupVersion groupVersion() {
        return new GroupVersion(definition.spec().group(), version.name());
    }

    String kind() {
        return definition.status().acceptedNames().kind();
    }

    /** The name of its objects' declaration, unlike any built-in one. */
    String structure() {
        return "custom:" + groupVersion() + "." + kind();
    }

    Struct openApiSchema() {
        return Objects.requireNonNullElse(version.schema().struct().struct("openAPIV3Schema"), Struct.EMPTY);
    }

    CustomSchema schema() {
        CustomSchema known = schema;
        if (known == null) {
            known = CustomSchema.of(openApiSchema());
            schema = known;
        }
        return known;
    }

    /** The rules in CEL of its objects; empty where it has none. */
    Optional<SchemaRules> rules() {
        Compiled known = rules;
        if (known == null) {
            known = new Compiled(SchemaRules.of(schema()));
            rules = known;
        }
        return known.rules();
    }

    /** Whether its status is written apart from the rest. */
    boolean hasStatus() {
        return version.subresources().struct().has("status");
    }

    boolean hasScale() {
        return version.subresources().struct().has("scale");
    }

    boolean isTerminating() {
        return CustomResourceDefinitions.isTrue(definition, CustomResourceDefinitions.TERMINATING);
    }

    /** The version as OpenAPI documents show it. */
    CustomKind published() {
        CustomResourceDefinitionNames names = definition.status().acceptedNames();
        return new CustomKind(
                groupVersion(),
                names.kind(),
                names.listKind(),
                names.plural(),
                definition.spec().scope().equals("Namespaced"),
                hasStatus(),
                hasScale(),
                version.selectableFields().stream()
                        .map(field -> String.join(".", CustomScale.fields(field.jsonPath())))
                        .toList(),
                openApiSchema());
    }

    /** What users of a deprecated version are warned of; empty for one that is not. */
    String deprecation() {
        if (!version.deprecated()) {
            return "";
        }
        String own = version.deprecationWarning();
        return own.isEmpty() ? groupVersion() + " " + kindName() + " is deprecated" + successor() : own;
    }

    private String kindName() {
        return definition.spec().names().kind();
    }

    /** The best of the versions that are to be preferred to this one, as the warning goes on; empty where there is none. */
    private String successor() {
        return definition.spec().versions().stream()
                .filter(other -> other.served() && !other.deprecated())
                .map(CustomResourceDefinitionVersion::name)
                .filter(other -> VersionPriority.ORDER.compare(other, name()) < 0)
                .min(VersionPriority.ORDER)
                .map(best -> "; use " + new GroupVersion(definition.spec().group(), best) + " " + kindName())
                .orElse("");
    }
}
