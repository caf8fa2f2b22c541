package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.util.List;
import java.util.Map;

/** Writes, for each group and version, the class of constants by which clients name its resources. */
final class ResourceTypesWriter {
    private final Map<String, String> schemaOfKind;

    /**
     * A writer over the kinds' schemas.
     *
     * @param schemaOfKind from {@code group/version/Kind} to the name of its schema
     */
    ResourceTypesWriter(Map<String, String> schemaOfKind) {
        this.schemaOfKind = schemaOfKind;
    }

    /** The package of a group and version's kinds, found by any one of them. */
    String packageOf(List<ResourceDeclaration> resources) {
        return JavaNames.packageOf(schemaOf(resources.getFirst()));
    }

    /** {@code CoreV1}, {@code AppsV1}, {@code RbacV1}. */
    static String classOf(String packageName) {
        String[] parts = packageName.split("\\.");
        String group = parts[parts.length - 2];
        String version = parts[parts.length - 1];
        return Character.toUpperCase(group.charAt(0))
                + group.substring(1)
                + Character.toUpperCase(version.charAt(0))
                + version.substring(1);
    }

    String write(List<ResourceDeclaration> resources) {
        String packageName = packageOf(resources);
        ResourceDeclaration first = resources.getFirst();
        String apiVersion = first.group().isEmpty() ? first.version() : first.group() + "/" + first.version();
        StringBuilder out = new StringBuilder();
        out.append("""
                package %s;

                import dev.carafe.kubernetes.api.ResourceType;

                /** The resources of {@code %s}. */
                public final class %s {
                """.formatted(packageName, apiVersion, classOf(packageName)));
        for (ResourceDeclaration resource : resources) {
            String type = JavaNames.classOf(schemaOf(resource));
            out.append("""
                        public static final ResourceType<%s> %s =
                                new ResourceType<>("%s", "%s", "%s", "%s", %s, %s::new);

                    """.formatted(
                            type,
                            JavaNames.constant(resource.name()),
                            resource.group(),
                            resource.version(),
                            resource.name(),
                            resource.kind(),
                            resource.namespaced(),
                            type));
        }
        return out.append("    private ")
                .append(classOf(packageName))
                .append("() {}\n}\n")
                .toString();
    }

    private String schemaOf(ResourceDeclaration resource) {
        String kind = resource.group() + "/" + resource.version() + "/" + resource.kind();
        String schema = schemaOfKind.get(kind);
        if (schema == null) {
            throw new IllegalStateException("resource " + resource.name() + " has no schema of kind " + kind);
        }
        return schema;
    }
}
