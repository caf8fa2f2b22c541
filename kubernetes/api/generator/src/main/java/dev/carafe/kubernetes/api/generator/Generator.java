package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** The entry point: {@code Generator SCHEMAS MESSAGES JAVA-DIRECTORY RESOURCE-DIRECTORY}. */
public final class Generator {
    private static final String DECLARATIONS = "dev/carafe/kubernetes/api/declarations/";

    private final Facts facts;
    private final Path javaDirectory;
    private final Path resourceDirectory;
    private final CRC32C fingerprint = new CRC32C();

    private Generator(Facts facts, Path javaDirectory, Path resourceDirectory) {
        this.facts = facts;
        this.javaDirectory = javaDirectory;
        this.resourceDirectory = resourceDirectory;
    }

    /**
     * Writes all views, resource types, declarations and descriptions.
     *
     * @throws IOException when the table cannot be read or a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            throw new IllegalArgumentException("usage: Generator SCHEMAS MESSAGES JAVA-DIRECTORY RESOURCE-DIRECTORY");
        }
        new Generator(Facts.read(Path.of(args[0]), Path.of(args[1])), Path.of(args[2]), Path.of(args[3])).run();
    }

    private void run() throws IOException {
        TreeSet<String> packages = new TreeSet<>();
        Map<String, String> schemaOfKind = new TreeMap<>();
        for (Map.Entry<String, Facts.Schema> entry : facts.schemas().entrySet()) {
            entry.getValue().gvks().forEach(gvk -> schemaOfKind.put(gvk, entry.getKey()));
        }
        ViewedKinds viewed = new ViewedKinds(facts, schemaOfKind);
        for (Map.Entry<String, Facts.Schema> entry : facts.schemas().entrySet()) {
            String name = entry.getKey();
            if (viewed.contains(name)) {
                packages.add(JavaNames.packageOf(name));
                writeJava(JavaNames.qualified(name), ViewWriter.write(name, entry.getValue()));
            }
        }
        for (String packageName : packages) {
            writeJava(packageName + ".package-info", packageInfo(packageName));
        }
        writeResourceTypes(viewed, new ResourceTypesWriter(schemaOfKind));
        DeclarationWriter declarations = new DeclarationWriter(facts);
        for (Map.Entry<String, byte[]> file : declarations.schemas().entrySet()) {
            writeResource("schemas/" + file.getKey() + ".json", file.getValue());
        }
        for (Map.Entry<String, byte[]> file : declarations.messages().entrySet()) {
            writeResource("messages/" + file.getKey() + ".json", file.getValue());
        }
        writeResource("paths.json", declarations.paths());
        for (Map.Entry<String, byte[]> file :
                new DescriptionWriter(facts).packages().entrySet()) {
            writeResource("descriptions/" + file.getKey() + ".json", file.getValue());
        }
        writeResource("resources.json", declarations.resources(schemaOfKind, Long.toHexString(fingerprint.getValue())));
    }

    private void writeResourceTypes(ViewedKinds viewed, ResourceTypesWriter writer) throws IOException {
        for (String key : facts.resources().keySet()) {
            String[] groupVersion = key.split("/");
            var resources = viewed.rows(key).stream()
                    .map(row -> ResourceDeclaration.parse(groupVersion[0], groupVersion[1], row, null))
                    .toList();
            if (resources.isEmpty()) {
                continue;
            }
            String packageName = writer.packageOf(resources);
            writeJava(packageName + "." + ResourceTypesWriter.classOf(packageName), writer.write(resources));
        }
    }

    private static String packageInfo(String packageName) {
        return """
                /** Typed views of the kinds of one group and version, generated from the facts table. */
                @NullMarked
                package %s;

                import org.jspecify.annotations.NullMarked;
                """.formatted(packageName);
    }

    private void writeJava(String className, String source) throws IOException {
        write(
                javaDirectory.resolve(className.replace('.', '/') + ".java"),
                source.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void writeResource(String name, byte[] content) throws IOException {
        fingerprint.update(content);
        write(resourceDirectory.resolve(DECLARATIONS + name), content);
    }

    /** Leaves a file alone that is so already: a newer one would have all that is built on it compiled again. */
    private static void write(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
