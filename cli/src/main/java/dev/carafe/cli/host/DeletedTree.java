package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder for work files, which goes with all that is in it: when it is closed, or when the process ends before that. */
public final class DeletedTree implements AutoCloseable {

    private final Path path;
    private final Thread atEnd;

    private DeletedTree(Path path) {
        this.path = path;
        this.atEnd = new Thread(this::deleteQuietly, "delete " + path);
    }

    /** Makes a folder below {@code parent} whose name begins with {@code prefix}. */
    public static DeletedTree create(Path parent, String prefix) throws IOException {
        DeletedTree tree = new DeletedTree(Files.createTempDirectory(parent, prefix));
        Runtime.getRuntime().addShutdownHook(tree.atEnd);
        return tree;
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete(path);
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException _) {
            // the process ends already, and there is nothing left to delete
        }
    }

    private void deleteQuietly() {
        try {
            delete(path);
        } catch (IOException _) {
            // nobody is left to tell
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
