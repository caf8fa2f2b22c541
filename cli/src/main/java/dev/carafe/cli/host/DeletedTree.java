package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        Files.walkFileTree(tree, new Removal());
    }
}
