package dev.carafe.cli.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image to be built.
 *
 * @param name its full name with tag, for example {@code carafe.local/hello:1}
 * @param base an image archive to build on, OCI's or Docker's; empty to start from nothing
 * @param copies files and folders to add, in this order
 * @param entrypoint the program to run and its first arguments; empty keeps the base's
 * @param command the arguments that a pod's {@code args} replace; empty keeps the base's
 * @param environment variables to set
 * @param labels labels to set
 * @param workingDirectory the folder to start in; empty keeps the base's
 */
public record ImageSpec(
        String name,
        Optional<Path> base,
        List<Copy> copies,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> labels,
        Optional<String> workingDirectory) {

    /** Copies the collections. */
    public ImageSpec {
        copies = List.copyOf(copies);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
    }

    /** An image named {@code name} with nothing in it. */
    public static ImageSpec scratch(String name) {
        return new ImageSpec(
                name, Optional.empty(), List.of(), List.of(), List.of(), Map.of(), Map.of(), Optional.empty());
    }

    /**
     * A file or folder that goes into an image; symbolic links are followed.
     *
     * @param source a file or folder of this machine
     * @param destination its absolute place in the image
     */
    public record Copy(Path source, String destination) {}
}
