package dev.carafe.vsphere.vim.generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The entry point: {@code Generator JAVA-DIRECTORY RESOURCE-DIRECTORY FACTS...}, the base namespace's table first. */
public final class Generator {
    private final Model model;
    private final Path javaDirectory;
    private final Path resourceDirectory;

    Generator(Model model, Path javaDirectory, Path resourceDirectory) {
        this.model = model;
        this.javaDirectory = javaDirectory;
        this.resourceDirectory = resourceDirectory;
    }

    /**
     * Writes the sources and tables of all namespaces.
     *
     * @throws IOException when a table cannot be read or a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            throw new IllegalArgumentException("usage: Generator JAVA-DIRECTORY RESOURCE-DIRECTORY FACTS...");
        }
        List<Facts> tables = new ArrayList<>();
        for (String file : List.of(args).subList(2, args.length)) {
            tables.add(FactsParser.parse(Files.readAllLines(Path.of(file))));
        }
        new Generator(new Model(tables), Path.of(args[0]), Path.of(args[1])).run();
    }

    void run() throws IOException {
        for (Namespace namespace : model.namespaces()) {
            NamespaceWriter writer = new NamespaceWriter(model, namespace);
            String name = namespace.name();
            writeJava(name, JavaNames.namespaceClass(name), writer.namespaceClass());
            writeJava(name, "Factory", writer.factory());
            writeJava(name, "package-info", writer.packageInfo());
            for (DataModel data : namespace.data.values()) {
                writeJava(name, data.javaName(), new DataWriter(model, data).write());
            }
            for (Facts.Enumeration enumeration : namespace.enums.values()) {
                writeJava(
                        name,
                        JavaNames.classOf(enumeration.name()),
                        EnumWriter.write(name, namespace.indexOfEnum(enumeration.name()), enumeration));
            }
            for (ManagedModel managed : namespace.managed.values()) {
                if (!managed.isRoot()) {
                    writeJava(name, managed.javaName(), new ManagedWriter(model, managed).write());
                }
            }
            write(
                    resourceDirectory.resolve(JavaNames.packageOf(name).replace('.', '/') + "/" + name + ".table"),
                    new TableWriter(namespace, model.base()).write());
        }
    }

    private void writeJava(String namespace, String name, String source) throws IOException {
        write(
                javaDirectory.resolve(JavaNames.packageOf(namespace).replace('.', '/') + "/" + name + ".java"),
                source.getBytes(StandardCharsets.UTF_8));
    }

    /** A file that would stay the same is left alone, so that the compiler sees what really changed. */
    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), content)) {
            Files.write(file, content);
        }
    }
}
