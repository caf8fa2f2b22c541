package dev.carafe.cli.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Builds image archives with jib, from local files only. The same inputs give the same bytes: files carry fixed times
 * and owners.
 */
public final class ImageBuilder {

    private static final FilePermissions DIRECTORY = FilePermissions.fromOctalString("755");
    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");

    private ImageBuilder() {}

    /**
     * Builds {@code spec} into the OCI archive {@code output}.
     *
     * @param scratch a folder for work files, which are removed at the end
     * @throws IOException if a file cannot be read or written, or the base is no image archive
     * @throws IllegalArgumentException if the name is no image's name
     */
    public static void build(ImageSpec spec, Path output, Path scratch) throws IOException {
        Path work = Files.createTempDirectory(Files.createDirectories(scratch), "image-");
        try {
            JibContainerBuilder builder = spec.base().isPresent()
                    ? Jib.from(
                            TarImage.at(ImageArchive.asDockerArchive(spec.base().get(), work)))
                    : Jib.fromScratch();
            builder.setFormat(ImageFormat.OCI);
            if (spec.base().isEmpty()) {
                builder.setPlatforms(Set.of(new Platform(architecture(), "linux")));
            }
            for (ImageSpec.Copy copy : spec.copies()) {
                builder.addFileEntriesLayer(layer(copy));
            }
            if (!spec.entrypoint().isEmpty()) {
                builder.setEntrypoint(spec.entrypoint());
            }
            if (!spec.command().isEmpty()) {
                builder.setProgramArguments(spec.command());
            }
            spec.environment().forEach(builder::addEnvironmentVariable);
            spec.labels().forEach(builder::addLabel);
            spec.workingDirectory().ifPresent(each -> builder.setWorkingDirectory(AbsoluteUnixPath.get(each)));
            containerize(builder, spec.name(), output, work);
        } finally {
            ImageArchive.deleteTree(work);
        }
    }

    private static void containerize(JibContainerBuilder builder, String name, Path output, Path work)
            throws IOException {
        try {
            builder.containerize(Containerizer.to(TarImage.at(output).named(name))
                    .setOfflineMode(true)
                    .setToolName("carafe")
                    .setBaseImageLayersCache(work.resolve("base"))
                    .setApplicationLayersCache(work.resolve("layers")));
        } catch (InvalidImageReferenceException e) {
            throw new IllegalArgumentException("'" + name + "' is not an image's name", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while building " + name, e);
        } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), e);
        }
    }

    private static FileEntriesLayer layer(ImageSpec.Copy copy) throws IOException {
        if (!Files.exists(copy.source())) {
            throw new IOException(copy.source() + " does not exist");
        }
        return FileEntriesLayer.builder()
                .setName(copy.destination())
                .addEntryRecursive(
                        copy.source(), AbsoluteUnixPath.get(copy.destination()), (source, place) -> permissions(source))
                .build();
    }

    /** What may run on this machine may run in the image; owners and set-user-id bits stay behind. */
    private static FilePermissions permissions(Path source) {
        if (Files.isDirectory(source)) {
            return DIRECTORY;
        }
        try {
            return Files.getPosixFilePermissions(source).contains(PosixFilePermission.OWNER_EXECUTE) ? PROGRAM : FILE;
        } catch (IOException e) {
            return FILE;
        }
    }

    /** This machine's architecture in OCI's word. */
    static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case "x86_64" -> "amd64";
            case String other -> other;
        };
    }
}
